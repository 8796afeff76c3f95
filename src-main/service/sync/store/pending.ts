import type { Database } from 'better-sqlite3'
import { NEW_ROW, type PendingWrite } from '../engine/outbox.ts'

/** The writes of one row that are not in its stamps yet, in the order in which they were made. */
export interface PendingWrites {
  readonly writes: readonly PendingWrite[]
  /** All slots that were written. */
  readonly mask: number
  readonly newest: number
}

/**
 * A query for the outbox of one table of a copy (ours or another's): the rows that were edited, deleted or brought back.
 *
 * Shape   columns `id` and `writes` (for `parsePendingWrites`), one line per row, ordered by id.
 */
export function pendingWritesSql(table: number): string {
  return `SELECT id, group_concat(mask || ' ' || hlc, ' ') AS writes FROM history INDEXED BY history_row
    WHERE tbl = ${String(table)} AND seq > (SELECT sealed FROM sync_ctx) GROUP BY id`
}

/** Insertions of rows that were edited later: latin1 text of the id -> clocks. Rows that were only inserted are not in it. */
export function pendingInsertions(db: Database, table: number): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>()
  if (db.prepare('SELECT 1 FROM sync_out WHERE tbl = ? LIMIT 1').get(table) === undefined) return found
  const lines = db
    .prepare<[{ table: number }], [Buffer, number]>(
      `SELECT id, hlc FROM sync_out WHERE tbl = @table AND id IN
         (SELECT id FROM history WHERE seq > (SELECT sealed FROM sync_ctx) AND +tbl = @table)`,
    )
    .raw()
    .all({ table })
  for (const [id, hlc] of lines) {
    const key = id.toString('latin1')
    found.set(key, [...(found.get(key) ?? []), hlc])
  }
  return found
}

/** Reads `mask hlc mask hlc …` and adds insertions; ordered by clock, an insertion before what the same command did to the row. */
export function parsePendingWrites(text: string, insertions: readonly number[] = []): PendingWrites {
  const space = text.indexOf(' ')
  if (insertions.length === 0 && text.indexOf(' ', space + 1) < 0) {
    // most rows were written once
    const write = { mask: Number(text.slice(0, space)), hlc: Number(text.slice(space + 1)) }
    return { writes: [write], mask: write.mask >>> 0, newest: write.hlc }
  }
  const numbers = text.split(' ')
  const writes: PendingWrite[] = insertions.map((hlc) => ({ mask: NEW_ROW, hlc }))
  let mask = insertions.length > 0 ? NEW_ROW : 0
  let newest = Math.max(0, ...insertions)
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const write = { mask: Number(numbers[i]), hlc: Number(numbers[i + 1]) }
    writes.push(write)
    mask |= write.mask
    newest = Math.max(newest, write.hlc)
  }
  if (writes.length > 1) writes.sort((a, b) => a.hlc - b.hlc || a.mask - b.mask)
  return { writes, mask: mask >>> 0, newest }
}

/** Gives all slots that the outbox of a table names. */
export function pendingMask(db: Database, table: number): number {
  const masks = db
    .prepare<[number], number>('SELECT DISTINCT mask FROM history WHERE seq > (SELECT sealed FROM sync_ctx) AND +tbl = ?')
    .pluck()
    .all(table)
  return masks.reduce((all, mask) => all | mask, 0) >>> 0
}

/** Gives the numbers of the tables that have anything in the outbox. */
export function pendingTables(db: Database): number[] {
  return db
    .prepare<[], number>('SELECT tbl FROM sync_out UNION SELECT tbl FROM history WHERE seq > (SELECT sealed FROM sync_ctx)')
    .pluck()
    .all()
}
