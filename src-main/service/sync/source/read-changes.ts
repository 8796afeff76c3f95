import type { Database, Statement } from 'better-sqlite3'
import type { SyncTable } from '../../db/registry.ts'
import { applyPending } from '../engine/outbox.ts'
import { ALIVE, ALIVE_BIT, fillClocks, newRowClocks, readStamps, type RowClocks } from '../engine/row-clocks.ts'
import type { RowRecord } from '../engine/row-record.ts'
import { type PendingRow, pendingRows } from '../store/pending.ts'
import { readTombBody, readTombClocks, type SqlValue } from '../store/tomb-body.ts'
import type { TakenScope } from './scope.ts'
import { asSourceRead } from './source-damage.ts'
import type { SourceCopy } from './workspace-file.ts'

export interface ReadOptions {
  readonly source: SourceCopy
  /** Source alias -> ours. */
  readonly aliases: Uint16Array
  /** By our alias: everything of that site up to here is in our copy, so that it need not be read. */
  readonly known: Float64Array
  /** Only these rows of customer tables; null for all. */
  readonly scope: TakenScope | null
  /** Whether we hold a row, living or deleted; asked for deleted rows outside of the scope. */
  readonly holds: (table: SyncTable, id: Buffer) => boolean
}

export type SourceRecord = RowRecord<SqlValue>
/** Takes one record; it is reused for the next one. */
type Emit = (record: SourceRecord) => void

/** Rows that are fetched at once; between two fetches a merge can be cancelled. */
const CHUNK = 2_000

type Stamps = [id: Buffer, h: number, s: number, c: Buffer | null]
type StampedRow = [...Stamps, ...SqlValue[]]

/**
 * Reads from one table of another copy every row that may be news to us: what its outbox holds, rows with stamps that we do not
 * surely know, and its bin.
 *
 * Shape   each row at most once; a record states only the columns of the outbox where the rest is known to us.
 * Errors  `source-damaged`.
 * Cost    one pass over the table's stamps; values are read of news only.
 */
export function readChanges(options: ReadOptions, table: SyncTable, emit: Emit, betweenChunks: () => void): void {
  const reader = new TableReader(options, table)
  const inChunks = (next: () => SourceRecord[] | null, each: (records: SourceRecord[]) => void): void => {
    for (;;) {
      const records = asSourceRead(options.source.path, next)
      if (records === null) return
      each(records)
      betweenChunks()
    }
  }
  const emitAll = (records: SourceRecord[]): void => records.forEach(emit)
  inChunks(reader.edited(), emitAll)
  inChunks(reader.inserted(), emitAll)
  inChunks(reader.stamped(), emitAll)
  inChunks(reader.deleted(), emitAll)
}

class TableReader {
  readonly #table: SyncTable
  readonly #options: ReadOptions
  readonly #db: Database
  readonly #self: number
  readonly #columns: string
  readonly #all: number
  readonly #pool: SourceRecord[] = []
  readonly #edited: PendingRow[]
  readonly #editedKeys: ReadonlySet<string>
  readonly #byMask = new Map<number, Statement<[Buffer], StampedRow>>()
  #used = 0

  constructor(options: ReadOptions, table: SyncTable) {
    this.#options = options
    this.#table = table
    this.#db = options.source.db
    this.#self = options.aliases[options.source.own] ?? 0
    this.#columns = table.columns.join(', ')
    this.#all = 2 ** table.columns.length - 1
    this.#edited = asSourceRead(options.source.path, () => pendingRows(this.#db, table.number))
    this.#editedKeys = new Set(this.#edited.map(({ id }) => id.toString('latin1')))
  }

  /** Rows with edits in the outbox. */
  edited(): () => SourceRecord[] | null {
    let at = 0
    return () => {
      if (at >= this.#edited.length) return null
      this.#used = 0
      const records: SourceRecord[] = []
      for (const row of this.#edited.slice(at, (at += CHUNK))) {
        const record = this.#readEdited(row)
        if (record) records.push(record)
      }
      return records
    }
  }

  /** Rows that were inserted and not touched since. */
  inserted(): () => SourceRecord[] | null {
    const known = this.#options.known[this.#self] ?? 0
    const rows = this.#db
      .prepare<[number, number, number], [seq: number, hlc: number, id: Buffer, ...SqlValue[]]>(
        `SELECT o.seq, o.hlc, t.id, ${this.#columnsOf('t')} FROM sync_out o JOIN ${this.#table.name} t ON t.id = o.id
         WHERE o.tbl = ? AND o.seq > ? AND o.hlc > ? ORDER BY o.seq LIMIT ${String(CHUNK)}`,
      )
      .raw()
    let after = 0
    return () => {
      const page = rows.all(this.#table.number, after, known)
      if (page.length === 0) return null
      this.#used = 0
      const records: SourceRecord[] = []
      for (const row of page) {
        after = row[0]
        const id = row[2]
        if (this.#editedKeys.size > 0 && this.#editedKeys.has(id.toString('latin1'))) continue
        if (!this.#isTaken(id)) continue
        const record = this.#record(id, this.#all | ALIVE_BIT, true)
        fillClocks(record.clocks, row[1], this.#self)
        copyValues(record.values, row, 3)
        record.isNew = true
        records.push(record)
      }
      return records
    }
  }

  /** Rows whose stamps are not surely known to us. */
  stamped(): () => SourceRecord[] | null {
    this.#prepareKnown()
    const isScoped = this.#options.scope !== null && this.#table.scope === 'customer'
    const scoped = isScoped ? `AND id IN (SELECT id FROM temp.taken WHERE tbl = ${String(this.#table.number)})` : ''
    const rows = this.#db
      .prepare<[Buffer], StampedRow>(
        `SELECT id, _h, _s, _c, ${this.#columns} FROM ${this.#table.name} WHERE id > ? AND _h > 0
           AND (_c IS NOT NULL OR _h > ifnull((SELECT hlc FROM temp.known WHERE alias = _s), 0)) ${scoped}
         ORDER BY id LIMIT ${String(CHUNK)}`,
      )
      .raw()
    let after: Buffer = Buffer.alloc(0)
    return () => {
      const page = rows.all(after)
      if (page.length === 0) return null
      this.#used = 0
      const records: SourceRecord[] = []
      for (const row of page) {
        after = row[0]
        if (this.#editedKeys.size > 0 && this.#editedKeys.has(row[0].toString('latin1'))) continue
        const record = this.#record(row[0], this.#all | ALIVE_BIT, true)
        readStamps(record.clocks, row[1], row[2], row[3])
        this.#translate(record.clocks)
        if (this.#isKnown(record.clocks)) continue
        copyValues(record.values, row, 4)
        records.push(record)
      }
      return records
    }
  }

  /** The bin. */
  deleted(): () => SourceRecord[] | null {
    const rows = this.#db
      .prepare<[number, Buffer], [id: Buffer, h: number, s: number, body: Buffer]>(
        `SELECT id, h, s, body FROM sync_tomb WHERE tbl = ? AND id > ? ORDER BY id LIMIT ${String(CHUNK)}`,
      )
      .raw()
    let after: Buffer = Buffer.alloc(0)
    return () => {
      const page = rows.all(this.#table.number, after)
      if (page.length === 0) return null
      this.#used = 0
      const records: SourceRecord[] = []
      for (const [id, h, s, body] of page) {
        after = id
        if (this.#editedKeys.has(id.toString('latin1'))) continue
        const content = readTombBody(this.#table, body)
        const record = this.#record(id, this.#all | ALIVE_BIT, false)
        readTombClocks(record.clocks, { h, s }, content)
        this.#translate(record.clocks)
        if (this.#isKnown(record.clocks) || !this.#isTaken(id)) continue
        copyValues(record.values, content.values, 0)
        records.push(record)
      }
      return records
    }
  }

  #readEdited({ id, writes, mask }: PendingRow): SourceRecord | null {
    if (!this.#isTaken(id)) return null
    const knownOwn = this.#options.known[this.#self] ?? 0
    const hasNews = writes.some(({ hlc }) => hlc > knownOwn)
    const isWhole = (mask & ALIVE_BIT) !== 0
    const row = this.#selectOf(isWhole ? this.#all : mask).get(id)
    if (!row) return this.#readEditedTomb(id, writes)
    const record = this.#record(id, (isWhole ? this.#all | ALIVE_BIT : mask) >>> 0, true)
    readStamps(record.clocks, row[1], row[2], row[3])
    this.#translate(record.clocks)
    const isBaseKnown = isWhole || this.#isKnown(record.clocks)
    if (isBaseKnown && !isWhole && !hasNews) return null
    applyPending(record.clocks, writes, this.#self)
    if (isWhole || isBaseKnown) {
      spreadValues(record.values, row, record.mask)
      return record
    }
    const whole = this.#selectOf(this.#all).get(id)
    if (!whole) throw new Error('read-changes: a row went away within a snapshot')
    record.mask = (this.#all | ALIVE_BIT) >>> 0
    copyValues(record.values, whole, 4)
    return record
  }

  #readEditedTomb(id: Buffer, writes: PendingRow['writes']): SourceRecord | null {
    const found = this.#db
      .prepare<[number, Buffer], { body: Buffer }>('SELECT body FROM sync_tomb WHERE tbl = ? AND id = ?')
      .get(this.#table.number, id)
    if (!found) return null
    const content = readTombBody(this.#table, found.body)
    const record = this.#record(id, this.#all | ALIVE_BIT, false)
    readStamps(record.clocks, content.h, content.s, content.c)
    this.#translate(record.clocks)
    applyPending(record.clocks, writes, this.#self)
    copyValues(record.values, content.values, 0)
    return record
  }

  /** Takes a record from the pool: one chunk's records are alive at a time. */
  #record(id: Buffer, mask: number, isAlive: boolean): SourceRecord {
    const record = (this.#pool[this.#used] ??= { id, mask: 0, isAlive, isNew: false, clocks: newRowClocks(), values: [] })
    this.#used++
    record.id = id
    record.mask = mask >>> 0
    record.isAlive = isAlive
    record.isNew = false
    return record
  }

  #selectOf(mask: number): Statement<[Buffer], StampedRow> {
    let statement = this.#byMask.get(mask)
    if (!statement) {
      const columns = this.#table.columns.filter((_, i) => (mask & (1 << i)) !== 0)
      statement = this.#db
        .prepare<[Buffer], StampedRow>(`SELECT id, _h, _s, _c${columns.map((c) => `, ${c}`).join('')} FROM ${this.#table.name} WHERE id = ?`)
        .raw()
      this.#byMask.set(mask, statement)
    }
    return statement
  }

  #translate(clocks: RowClocks): void {
    const { aliases } = this.#options
    for (let i = 0; i <= ALIVE; i++) clocks.s[i] = aliases[clocks.s[i] ?? 0] ?? 0
  }

  #isKnown(clocks: RowClocks): boolean {
    const { known } = this.#options
    const columns = this.#table.columns.length
    for (let i = 0; i < columns; i++) if ((clocks.h[i] ?? 0) > (known[clocks.s[i] ?? 0] ?? 0)) return false
    return (clocks.h[ALIVE] ?? 0) <= (known[clocks.s[ALIVE] ?? 0] ?? 0)
  }

  #isTaken(id: Buffer): boolean {
    const { scope, holds } = this.#options
    if (scope === null || this.#table.scope === 'firm') return true
    return scope.has(this.#table.number, id) || holds(this.#table, id)
  }

  #columnsOf(alias: string): string {
    return this.#table.columns.map((column) => `${alias}.${column}`).join(', ')
  }

  #prepareKnown(): void {
    const { aliases, known } = this.#options
    this.#db.exec('CREATE TEMP TABLE IF NOT EXISTS known (alias INTEGER PRIMARY KEY, hlc INTEGER NOT NULL); DELETE FROM temp.known')
    const insert = this.#db.prepare('INSERT INTO temp.known (alias, hlc) VALUES (?, ?)')
    for (const [alias, ours] of aliases.entries()) if (ours !== 0) insert.run(alias, known[ours] ?? 0)
  }
}

function copyValues(into: SqlValue[], row: readonly unknown[], from: number): void {
  for (let i = from; i < row.length; i++) into[i - from] = row[i] as SqlValue
}

/** Puts the selected columns of a mask back to their numbers. */
function spreadValues(into: SqlValue[], row: readonly unknown[], mask: number): void {
  let at = 4
  for (let column = 0; at < row.length; column++) if ((mask & (1 << column)) !== 0) into[column] = row[at++] as SqlValue
}
