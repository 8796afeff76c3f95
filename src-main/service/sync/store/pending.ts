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
 * A query for the outbox of one table of a copy (ours or another's): the rows that were edited, deleted or brought back, with their
 * insertion if it is pending too. Rows that were only inserted stand in `sync_out` alone.
 *
 * Shape   columns `id` and `writes` (for `parsePendingWrites`), one line per row.
 */
export function pendingWritesSql(table: number): string {
  return `WITH edits AS MATERIALIZED (SELECT id, mask, hlc FROM history WHERE seq > (SELECT sealed FROM sync_ctx) AND +tbl = ${String(table)})
    SELECT id, group_concat(mask || ' ' || hlc, ' ' ORDER BY hlc, mask) AS writes FROM
      (SELECT id, mask, hlc FROM edits
       UNION ALL SELECT id, ${String(NEW_ROW)}, hlc FROM sync_out WHERE tbl = ${String(table)} AND id IN (SELECT id FROM edits))
    GROUP BY id`
}

/** Reads `mask hlc mask hlc …`. */
export function parsePendingWrites(text: string): PendingWrites {
  const numbers = text.split(' ')
  const writes: PendingWrite[] = []
  let mask = 0
  let newest = 0
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const write = { mask: Number(numbers[i]), hlc: Number(numbers[i + 1]) }
    writes.push(write)
    mask |= write.mask
    newest = Math.max(newest, write.hlc)
  }
  return { writes, mask: mask >>> 0, newest }
}

/** Gives the numbers of the tables that have anything in the outbox. */
export function pendingTables(db: Database): number[] {
  return db
    .prepare<[], number>('SELECT tbl FROM sync_out UNION SELECT tbl FROM history WHERE seq > (SELECT sealed FROM sync_ctx)')
    .pluck()
    .all()
}
