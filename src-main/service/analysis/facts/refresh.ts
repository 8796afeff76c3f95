import type { Database } from 'better-sqlite3'
import { readMonths } from './read-months.ts'

/** Gives the months whose blocks do not tell the truth any more, oldest first. */
export function dirtyMonths(db: Database): string[] {
  return db.prepare('SELECT month FROM fact_dirty ORDER BY month').pluck().all() as string[]
}

/** Up to this many changed months are rebuilt one by one, each in a short transaction; more are read in one pass. */
const ONE_BY_ONE_MONTHS = 3

/**
 * Rebuilds the blocks of the months that changed; gives how many months those were.
 *
 * Shape   a few months take one short transaction each, so that other writers wait for a moment only; many months, as after
 *         a first import, are read in one pass and written together. Breaking off leaves what is not written dirty.
 * Cost    see `readMonths`; nothing when nothing changed.
 */
export function refreshFacts(db: Database): number {
  const months = dirtyMonths(db)
  const batches = months.length <= ONE_BY_ONE_MONTHS ? months.map((month) => [month]) : [months]
  for (const batch of batches) db.transaction(rebuild).immediate(db, batch)
  return months.length
}

function rebuild(db: Database, months: readonly string[]): void {
  const bodies = readMonths(db, months, true)
  const put = db.prepare('INSERT OR REPLACE INTO fact_chunk (month, revision, rows, body) VALUES (?, ?, ?, ?)')
  for (const [month, body] of bodies) {
    const revision = Number(db.prepare('UPDATE fact_revision SET last = last + 1 RETURNING last').pluck().get())
    if (body) put.run(month, revision, new Int32Array(body.buffer, 4, 1)[0], Buffer.from(body.buffer))
    else db.prepare('DELETE FROM fact_chunk WHERE month = ?').run(month)
    db.prepare('DELETE FROM fact_dirty WHERE month = ?').run(month)
  }
}
