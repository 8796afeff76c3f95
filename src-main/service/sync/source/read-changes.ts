import type { Database, Statement } from 'better-sqlite3'
import { SYNC_TABLES, type SyncTable } from '../../db/registry.ts'
import { applyPending, type PendingWrite } from '../engine/outbox.ts'
import { ALIVE, ALIVE_BIT, fillClocks, newRowClocks, readStamps, type RowClocks } from '../engine/row-clocks.ts'
import type { RowRecord } from '../engine/row-record.ts'
import { type PendingRow, pendingTables, readPending } from '../store/pending.ts'
import { statementOf } from '../store/statements-by-mask.ts'
import { readTombBody, readTombClocks, type SqlValue } from '../store/tomb-body.ts'
import type { TakenScope } from './scope.ts'
import { asSourceRead, blameSource } from './source-damage.ts'
import type { SourceCopy } from './workspace-file.ts'

export interface ReadOptions {
  readonly source: Pick<SourceCopy, 'db' | 'path' | 'own'>
  /** By alias of the source: everything of that site up to here is in our copy, so that it need not be read. */
  readonly known: Float64Array
  /** Only these rows of customer tables; null for all. */
  readonly scope: TakenScope | null
  readonly contents: SourceContents
  /** Whether we hold a row, living or deleted; asked for deleted rows outside of the scope. */
  readonly holds: (id: Buffer) => boolean
}

/** Which tables of a source have anything of each kind: looking into an empty one costs more than a row. */
export interface SourceContents {
  readonly hasPending: ReadonlySet<number>
  readonly hasRows: ReadonlySet<number>
  readonly hasTombs: ReadonlySet<number>
  /** Rows and deleted rows of each table, by number. */
  readonly sizes: ReadonlyMap<number, number>
}

/** Errors: `source-damaged`. */
export function readContents(source: SourceCopy): SourceContents {
  return asSourceRead(source.path, () => {
    const counts = SYNC_TABLES.map(({ name, number }) => `SELECT ${String(number)} AS number, count(*) AS rows FROM ${name}`)
    const rows = new Map(source.db.prepare<[], [number, number]>(counts.join(' UNION ALL ')).raw().all())
    const tombs = new Map(source.db.prepare<[], [number, number]>('SELECT tbl, count(*) FROM sync_tomb GROUP BY tbl').raw().all())
    const sizes = new Map([...rows].map(([number, count]) => [number, count + (tombs.get(number) ?? 0)]))
    return {
      hasPending: new Set(pendingTables(source.db)),
      hasRows: new Set([...rows].flatMap(([number, count]) => (count > 0 ? [number] : []))),
      hasTombs: new Set(tombs.keys()),
      sizes,
    }
  })
}

export type SourceRecord = RowRecord<SqlValue>
/** Takes one record; it is reused for the next one. */
type Emit = (record: SourceRecord) => void

/** Rows that are fetched at once; between two fetches a merge can be cancelled. */
const PAGE = 4_000
/** Statements that fetch only some columns of an edited row. */
const NARROW_STATEMENTS = 40

/**
 * Reads from one table of another copy every row that may be news to us: what its outbox holds, rows with stamps that we do not
 * surely know, and its bin.
 *
 * Shape   each row at most once; a record states only the columns of the outbox where the rest is known to us. One record is reused, in the
 *         aliases of the source.
 * Errors  `source-damaged`.
 * Cost    one pass over the table's stamps; values are read of news only.
 */
export function readChanges(options: ReadOptions, table: SyncTable, emit: Emit, betweenPages: () => void): void {
  const { hasPending, hasRows, hasTombs } = options.contents
  const reader = new TableReader(options, table)
  const read = <Row>(open: () => Pages<Row>): void => {
    const { path } = options.source
    const { next, decode } = asSourceRead(path, open)
    for (let isLast = false; !isLast; ) {
      const page = asSourceRead(path, next)
      // a page that is not full is the last one: asking once more would run the whole query again
      isLast = page.length < PAGE
      for (const row of page) {
        let record: SourceRecord | null
        try {
          record = decode(row)
        } catch (cause) {
          blameSource(path, cause)
        }
        if (record) emit(record)
      }
      betweenPages()
    }
  }
  if (hasPending.has(table.number)) {
    read(() => reader.edited())
    read(() => reader.inserted())
  }
  if (hasRows.has(table.number)) read(() => reader.stamped())
  if (hasTombs.has(table.number)) read(() => reader.deleted())
}

/** Rows page by page, and what each of them says; null for one that is no news. */
interface Pages<Row> {
  readonly next: () => readonly Row[]
  readonly decode: (row: Row) => SourceRecord | null
}

type StampsAndValues = [h: number, s: number, c: Buffer | null, ...SqlValue[]]
type InsertedRow = [seq: number, hlc: number, id: Buffer, ...SqlValue[]]
type StampedRow = [id: Buffer, h: number, s: number, c: Buffer | null, ...SqlValue[]]
type TombRow = [id: Buffer, h: number, s: number, body: Buffer]

class TableReader {
  readonly #table: SyncTable
  readonly #options: ReadOptions
  readonly #db: Database
  readonly #self: number
  readonly #knownSelf: number
  readonly #all: number
  readonly #record: SourceRecord
  readonly #selects = new Map<number, Statement<[Buffer], StampsAndValues>>()
  #edited: ReadonlyMap<string, PendingRow> = new Map()

  constructor(options: ReadOptions, table: SyncTable) {
    this.#options = options
    this.#table = table
    this.#db = options.source.db
    this.#self = options.source.own
    this.#knownSelf = options.known[this.#self] ?? 0
    this.#all = 2 ** table.columns.length - 1
    this.#record = { id: Buffer.alloc(0), mask: 0, isAlive: true, isNew: false, clocks: newRowClocks(), values: table.columns.map(() => null) }
  }

  /** Rows with edits in the outbox. */
  edited(): Pages<PendingRow> {
    this.#edited = readPending(this.#db, this.#table.number)
    const rows = [...this.#edited.values()]
    return { next: () => rows.splice(0, PAGE), decode: (row) => this.#readEdited(row) }
  }

  /** Rows that were inserted and not touched since. */
  inserted(): Pages<InsertedRow> {
    const rows = this.#db
      .prepare<[number, number, number], InsertedRow>(
        `SELECT o.seq, o.hlc, t.id, ${this.#table.columns.map((column) => `t.${column}`).join(', ')} FROM sync_out o JOIN ${this.#table.name} t ON t.id = o.id
         WHERE o.tbl = ? AND o.seq > ? AND o.hlc > ? ORDER BY o.seq LIMIT ${String(PAGE)}`,
      )
      .raw()
    let after = 0
    const next = (): InsertedRow[] => {
      const page = rows.all(this.#table.number, after, this.#knownSelf)
      after = page.at(-1)?.[0] ?? after
      return page
    }
    return {
      next,
      decode: (row) => {
        const id = row[2]
        if (this.#isEdited(id) || !this.#isTaken(id)) return null
        const record = this.#start(id, this.#all | ALIVE_BIT, true)
        fillClocks(record.clocks, row[1], this.#self)
        copyValues(record.values, row, 3)
        record.isNew = true
        return record
      },
    }
  }

  /** Rows whose stamps are not surely known to us. */
  stamped(): Pages<StampedRow> {
    this.#prepareKnown()
    const isScoped = this.#options.scope !== null && this.#table.scope === 'customer'
    const scoped = isScoped ? `AND id IN (SELECT id FROM temp.taken WHERE tbl = ${String(this.#table.number)})` : ''
    const rows = this.#db
      .prepare<[Buffer], StampedRow>(
        `SELECT id, _h, _s, _c, ${this.#table.columns.join(', ')} FROM ${this.#table.name} WHERE id > ? AND _h > 0
           AND (_c IS NOT NULL OR _h > ifnull((SELECT hlc FROM temp.known WHERE alias = _s), 0)) ${scoped}
         ORDER BY id LIMIT ${String(PAGE)}`,
      )
      .raw()
    return {
      next: byId(rows),
      decode: (row) => {
        if (this.#isEdited(row[0])) return null
        const record = this.#start(row[0], this.#all | ALIVE_BIT, true)
        readStamps(record.clocks, row[1], row[2], row[3])
        if (this.#isKnown(record.clocks)) return null
        copyValues(record.values, row, 4)
        return record
      },
    }
  }

  /** The bin. */
  deleted(): Pages<TombRow> {
    const rows = this.#db
      .prepare<[Buffer], TombRow>(
        `SELECT id, h, s, body FROM sync_tomb WHERE tbl = ${String(this.#table.number)} AND id > ? ORDER BY id LIMIT ${String(PAGE)}`,
      )
      .raw()
    return {
      next: byId(rows),
      decode: ([id, h, s, body]) => {
        if (this.#isEdited(id)) return null
        const content = readTombBody(this.#table, body)
        const record = this.#start(id, this.#all | ALIVE_BIT, false)
        readTombClocks(record.clocks, { h, s }, content)
        if (this.#isKnown(record.clocks) || !this.#isTaken(id)) return null
        copyValues(record.values, content.values, 0)
        return record
      },
    }
  }

  #readEdited({ id, writes, mask, newest }: PendingRow): SourceRecord | null {
    if (!this.#isTaken(id)) return null
    const record = this.#start(id, mask, true)
    const edits = (mask & ALIVE_BIT) === 0
    if (!this.#fetch(record, edits ? mask : this.#all)) return this.#readEditedTomb(id, writes)
    const isBaseKnown = edits && this.#isKnown(record.clocks)
    if (isBaseKnown && newest <= this.#knownSelf) return null
    if (!isBaseKnown) {
      record.mask = (this.#all | ALIVE_BIT) >>> 0
      if (edits) this.#fetch(record, this.#all)
    }
    applyPending(record.clocks, writes, this.#self)
    return record
  }

  /** Fetches the stamps and the columns of a mask; false when the row does not live. */
  #fetch(record: SourceRecord, mask: number): boolean {
    // few statements: where many columns are edited together, all are fetched
    const fetched = this.#selects.size < NARROW_STATEMENTS || this.#selects.has(mask) ? mask : this.#all
    const select = statementOf(this.#selects, fetched, () => {
      const columns = this.#table.columns.map((column, i) => ((fetched & (1 << i)) === 0 ? '' : `, ${column}`))
      return this.#db.prepare<[Buffer], StampsAndValues>(`SELECT _h, _s, _c${columns.join('')} FROM ${this.#table.name} WHERE id = ?`).raw()
    })
    const row = select.get(record.id as Buffer)
    if (row === undefined) return false
    readStamps(record.clocks, row[0], row[1], row[2])
    let at = 3
    for (let column = 0; at < row.length; column++) if ((fetched & (1 << column)) !== 0) record.values[column] = row[at++] as SqlValue
    return true
  }

  #readEditedTomb(id: Buffer, writes: readonly PendingWrite[]): SourceRecord | null {
    const found = this.#db
      .prepare<[number, Buffer], { body: Buffer }>('SELECT body FROM sync_tomb WHERE tbl = ? AND id = ?')
      .get(this.#table.number, id)
    if (!found) return null
    const content = readTombBody(this.#table, found.body)
    const record = this.#start(id, this.#all | ALIVE_BIT, false)
    readStamps(record.clocks, content.h, content.s, content.c)
    applyPending(record.clocks, writes, this.#self)
    copyValues(record.values, content.values, 0)
    return record
  }

  #start(id: Buffer, mask: number, isAlive: boolean): SourceRecord {
    const record = this.#record
    record.id = id
    record.mask = mask >>> 0
    record.isAlive = isAlive
    record.isNew = false
    return record
  }

  #isEdited(id: Buffer): boolean {
    return this.#edited.size > 0 && this.#edited.has(id.toString('latin1'))
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
    return scope.has(this.#table.number, id) || holds(id)
  }

  #prepareKnown(): void {
    this.#db.exec('CREATE TEMP TABLE IF NOT EXISTS known (alias INTEGER PRIMARY KEY, hlc INTEGER NOT NULL); DELETE FROM temp.known')
    const insert = this.#db.prepare('INSERT INTO temp.known (alias, hlc) VALUES (?, ?)')
    for (const [alias, hlc] of this.#options.known.entries()) insert.run(alias, hlc)
  }
}

/** Reads on from the last id of the page before. */
function byId<Row extends [Buffer, ...unknown[]]>(rows: Statement<[Buffer], Row>): () => Row[] {
  let after: Buffer = Buffer.alloc(0)
  return () => {
    const page = rows.all(after)
    after = page.at(-1)?.[0] ?? after
    return page
  }
}

function copyValues(into: SqlValue[], row: readonly unknown[], from: number): void {
  for (let i = from; i < row.length; i++) into[i - from] = row[i] as SqlValue
}
