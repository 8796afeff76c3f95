import type { Database, Statement } from 'better-sqlite3'
import { SYNC_TABLES, syncTableByNumber, type SyncTable } from '../../db/registry.ts'
import { ALIVE_BIT, newRowClocks, readStamps } from '../engine/row-clocks.ts'
import type { RowRecord } from '../engine/row-record.ts'
import { readChanges } from '../source/read-changes.ts'
import { pendingTables } from '../store/pending.ts'
import { readTombBody, readTombClocks, type SqlValue } from '../store/tomb-body.ts'

type Emit = (table: SyncTable, record: RowRecord<SqlValue>) => void

/**
 * Reads what was written here and is not sealed: each row once, with the slots that were written.
 *
 * Shape   one record is reused. A row that was brought back, or one that was deleted, states all slots.
 * Cost    as reading another copy's outbox: new rows by pages, edited ones one by one.
 */
export function readOutbox(db: Database, self: number, emit: Emit): void {
  const pending = new Set(pendingTables(db))
  if (pending.size === 0) return
  const known = knownWithoutOutbox(db, self)
  const contents = { hasPending: pending, hasRows: new Set<number>(), hasTombs: new Set<number>(), sizes: new Map<number, number>() }
  const options = { source: { db, path: db.name, own: self }, known, scope: null, contents, holds: () => true }
  for (const table of SYNC_TABLES) {
    if (pending.has(table.number)) readChanges(options, table, (record) => emit(table, record), () => undefined)
  }
}

/** Everything is known but what the outbox holds. */
function knownWithoutOutbox(db: Database, self: number): Float64Array {
  const first = db
    .prepare<[], number | null>(
      `SELECT min(hlc) FROM (SELECT min(hlc) AS hlc FROM sync_out UNION ALL
         SELECT min(hlc) FROM history NOT INDEXED WHERE seq > (SELECT sealed FROM sync_ctx))`,
    )
    .pluck()
    .get()
  const known = new Float64Array(Number(db.prepare('SELECT max(alias) FROM sync_site').pluck().get() ?? 0) + 1).fill(Number.MAX_SAFE_INTEGER)
  known[self] = (first ?? Number.MAX_SAFE_INTEGER) - 1
  return known
}

type StoredRow = [h: number, s: number, c: Buffer | null, ...SqlValue[]]

interface TableRows {
  readonly record: RowRecord<SqlValue>
  readonly living: Statement<[Buffer], StoredRow>
}

/** Gives rows whole, as they are stored: living or in the bin, null when they are in neither. The record is reused. */
export class WholeRows {
  readonly #db: Database
  readonly #tables = new Map<number, TableRows>()
  readonly #tomb: Statement<[number, Buffer], { h: number; s: number; body: Buffer }>

  constructor(db: Database) {
    this.#db = db
    this.#tomb = db.prepare('SELECT h, s, body FROM sync_tomb WHERE tbl = ? AND id = ?')
  }

  read(table: SyncTable, id: Buffer): RowRecord<SqlValue> | null {
    const { record, living } = this.#of(table)
    record.id = id
    record.mask = allSlots(table)
    const row = living.get(id)
    record.isAlive = row !== undefined
    if (row) {
      readStamps(record.clocks, row[0], row[1], row[2])
      for (let column = 0; column < table.columns.length; column++) record.values[column] = row[column + 3] as SqlValue
      return record
    }
    const tomb = this.#tomb.get(table.number, id)
    if (!tomb) return null
    const body = readTombBody(table, tomb.body)
    readTombClocks(record.clocks, tomb, body)
    for (const [column, value] of body.values.entries()) record.values[column] = value
    return record
  }

  #of(table: SyncTable): TableRows {
    let rows = this.#tables.get(table.number)
    if (!rows) {
      rows = {
        record: { id: Buffer.alloc(0), mask: 0, isAlive: true, isNew: false, clocks: newRowClocks(), values: table.columns.map(() => null) },
        living: this.#db.prepare<[Buffer], StoredRow>(`SELECT _h, _s, _c, ${table.columns.join(', ')} FROM ${table.name} WHERE id = ?`).raw(),
      }
      this.#tables.set(table.number, rows)
    }
    return rows
  }
}

function allSlots({ columns }: SyncTable): number {
  return (2 ** columns.length - 1 + ALIVE_BIT) >>> 0
}

/** Reads, after the seal, the rows that are to be sent whole. */
export function readForwarded(db: Database, emit: Emit): void {
  const rows = new WholeRows(db)
  for (const [number, id] of db.prepare<[], [number, Buffer]>('SELECT tbl, id FROM sync_forward ORDER BY tbl, id').raw().all()) {
    const table = syncTableByNumber(number)
    const record = table && rows.read(table, id)
    if (table && record) emit(table, record)
  }
}
