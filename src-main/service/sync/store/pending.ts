import type { Database } from 'better-sqlite3'
import { NEW_ROW, type PendingWrite } from '../engine/outbox.ts'

/** The writes of one row that are not in its stamps yet, in the order in which they were made. */
export interface PendingRow {
  readonly id: Buffer
  readonly writes: readonly PendingWrite[]
  /** All slots that were written. */
  readonly mask: number
}

type Line = [id: Buffer, mask: number, hlc: number]

/**
 * Reads from the outbox of one table of a copy (ours or another's) the rows that were edited, deleted or brought back, with their
 * insertion if it is pending too. Rows that were only inserted stand in `sync_out` alone.
 *
 * Shape   ordered by id.
 */
export function pendingRows(db: Database, table: number): PendingRow[] {
  const lines = db
    .prepare<[{ table: number }], Line>(
      `WITH edits AS MATERIALIZED (SELECT id, mask, hlc FROM history WHERE seq > (SELECT sealed FROM sync_ctx) AND +tbl = @table)
       SELECT id, mask, hlc FROM edits
       UNION ALL SELECT id, ${String(NEW_ROW)}, hlc FROM sync_out WHERE tbl = @table AND id IN (SELECT id FROM edits)
       ORDER BY id, hlc, mask`,
    )
    .raw()
    .all({ table })
  return groupByRow(lines)
}

/** Gives the numbers of the tables that have anything in the outbox. */
export function pendingTables(db: Database): number[] {
  return db
    .prepare<[], number>('SELECT tbl FROM sync_out UNION SELECT tbl FROM history WHERE seq > (SELECT sealed FROM sync_ctx)')
    .pluck()
    .all()
}

function groupByRow(lines: readonly Line[]): PendingRow[] {
  const rows: PendingRow[] = []
  let writes: PendingWrite[] = []
  let mask = 0
  for (const [i, [id, lineMask, hlc]] of lines.entries()) {
    writes.push({ mask: lineMask, hlc })
    mask = (mask | lineMask) >>> 0
    const next = lines[i + 1]
    if (next && id.equals(next[0])) continue
    rows.push({ id, writes, mask })
    writes = []
    mask = 0
  }
  return rows
}
