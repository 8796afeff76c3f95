import type { Database } from 'better-sqlite3'
import { ALIVE_MASK, type SyncTable } from '../../db/registry.ts'
import type { Id } from '../../db/schema.ts'
import { ALIVE, newRowClocks, writeExceptions } from '../engine/row-clocks.ts'
import { readTombBody, readTombClocks } from './tomb-body.ts'

/**
 * Brings a deleted row back within a command: its columns keep their clocks, only its being alive is written anew, so that edits which
 * others made meanwhile still merge column by column.
 *
 * Edge    false when the row is not in the bin. The outbox must be sealed before.
 */
export function reviveRow(db: Database, table: SyncTable, id: Id): boolean {
  const tomb = db
    .prepare<[number, Id], { h: number; s: number; body: Buffer }>('SELECT h, s, body FROM sync_tomb WHERE tbl = ? AND id = ? AND h > 0')
    .get(table.number, id)
  if (!tomb) return false
  const body = readTombBody(table, tomb.body)
  const clocks = newRowClocks()
  readTombClocks(clocks, tomb, body)
  const { columns } = table
  // the stamp is not 0, so that the insert trigger stays quiet; the line in the history sets the clock of being alive
  db.prepare(`INSERT INTO ${table.name} (id, _h, _s, _c, ${columns.join(', ')}) VALUES (?, ?, ?, ?${', ?'.repeat(columns.length)})`).run(
    id, tomb.h, tomb.s, writeExceptions(clocks, columns.length, ALIVE), ...body.values,
  )
  db.prepare('DELETE FROM sync_tomb WHERE tbl = ? AND id = ?').run(table.number, id)
  db.prepare(
    `INSERT INTO history (tbl, id, mask, old, hlc, site, command) SELECT ?, ?, ?, '{"31":0}', hlc, site, command FROM sync_ctx`,
  ).run(table.number, id, ALIVE_MASK)
  return true
}
