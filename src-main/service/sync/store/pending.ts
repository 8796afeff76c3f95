import type { Database } from 'better-sqlite3'
import { NEW_ROW, type PendingWrite } from '../engine/outbox.ts'

/** The writes of one row that are not in its stamps yet, in the order in which they were made; an insertion only of a row that was edited later. */
export interface PendingRow {
  readonly id: Buffer
  readonly writes: PendingWrite[]
  /** All slots that were written; all of them when the row was inserted. */
  mask: number
  newest: number
}

/** Lines of the outbox that are read at once. */
const PAGE = 20_000
const ID_BYTES = 16

/**
 * Reads the outbox of one table of a copy (ours or another's): the rows that were edited, deleted or brought back.
 *
 * Shape   latin1 text of the id -> its writes; in the order of the ids.
 * Errors  throws on an id that is not 16 bytes long.
 * Cost    ids come as one value a page: a Buffer for each line would cost more than all the rest.
 */
export function readPending(db: Database, table: number): ReadonlyMap<string, PendingRow> {
  const rows = new Map<string, PendingRow>()
  const sealed = Number(db.prepare('SELECT sealed FROM sync_ctx').pluck().get())
  readLines(db, `SELECT seq, id, mask, hlc FROM history WHERE seq > @after AND +tbl = ${String(table)}`, sealed, (key, id, mask, hlc) => {
    const row = rows.get(key)
    if (row === undefined) {
      rows.set(key, { id, writes: [{ mask, hlc }], mask: mask >>> 0, newest: hlc })
      return
    }
    row.writes.push({ mask, hlc })
    row.mask = (row.mask | mask) >>> 0
    row.newest = Math.max(row.newest, hlc)
  })
  if (rows.size === 0) return rows
  readLines(db, `SELECT seq, id, ${String(NEW_ROW)} AS mask, hlc FROM sync_out WHERE seq > @after AND tbl = ${String(table)}`, 0, (key, _, mask, hlc) => {
    const row = rows.get(key)
    if (row === undefined) return
    row.writes.push({ mask, hlc })
    row.mask = NEW_ROW >>> 0
    row.newest = Math.max(row.newest, hlc)
  })
  // by clock, an insertion before what the same command did to the row
  for (const { writes } of rows.values()) if (writes.length > 1) writes.sort((a, b) => a.hlc - b.hlc || a.mask - b.mask)
  return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)))
}

type TakeLine = (key: string, id: Buffer, mask: number, hlc: number) => void

function readLines(db: Database, select: string, from: number, take: TakeLine): void {
  const page = `${select} ORDER BY seq LIMIT ${String(PAGE)}`
  const lines = db.prepare<[{ after: number }], [seq: number, mask: number, hlc: number]>(`SELECT seq, mask, hlc FROM (${page})`).raw()
  const packed = db.prepare<[{ after: number }], Buffer | null>(`SELECT CAST(group_concat(id, '' ORDER BY seq) AS BLOB) FROM (${page})`).pluck()
  for (let after = from; ; ) {
    const found = lines.all({ after })
    const ids = packed.get({ after }) ?? Buffer.alloc(0)
    if (ids.length !== found.length * ID_BYTES) throw new Error('pending: ids that are not 16 bytes long')
    for (const [i, [, mask, hlc]] of found.entries()) {
      const at = i * ID_BYTES
      take(ids.toString('latin1', at, at + ID_BYTES), ids.subarray(at, at + ID_BYTES), mask, hlc)
    }
    if (found.length < PAGE) return
    after = found.at(-1)?.[0] ?? after
  }
}

/** Gives the numbers of the tables that have anything in the outbox. */
export function pendingTables(db: Database): number[] {
  return db
    // NOT INDEXED: SQLite would rather walk through the index of the whole history than read the few lines after `sealed`
    .prepare<[], number>('SELECT tbl FROM sync_out UNION SELECT tbl FROM history NOT INDEXED WHERE seq > (SELECT sealed FROM sync_ctx)')
    .pluck()
    .all()
}
