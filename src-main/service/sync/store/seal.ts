import type { Database } from 'better-sqlite3'
import { syncTableByNumber, type SyncTable } from '../../db/registry.ts'
import { ALIVE, clockOf, newRowClocks, readStamps, writeExceptions } from '../engine/row-clocks.ts'
import { applyPending, type PendingWrite } from '../engine/outbox.ts'
import { pendingTables, readPending } from './pending.ts'
import { readTombBody, writeTombBody } from './tomb-body.ts'

/**
 * Writes the clocks of everything that was captured since the last time into the rows' stamps, and empties the outbox.
 *
 * Runs in the caller's transaction, or in one of its own. Changes nothing that anybody can see.
 * Cost    new rows without later edits go by one statement a table; all others one by one.
 */
export function seal(db: Database): void {
  if (db.inTransaction) sealNow(db)
  else db.transaction(sealNow).immediate(db)
}

function sealNow(db: Database): void {
  const self = Number(db.prepare('SELECT site FROM sync_ctx').pluck().get())
  for (const number of pendingTables(db)) {
    const table = syncTableByNumber(number)
    if (!table) throw new Error(`seal: no table ${String(number)} in the registry`)
    sealEdited(db, table, self)
    // what is left with _h = 0 was inserted and not touched since
    db.prepare(
      `UPDATE ${table.name} SET _h = o.hlc, _s = ? FROM (SELECT id, max(hlc) AS hlc FROM sync_out WHERE tbl = ? GROUP BY id) AS o
       WHERE ${table.name}.id = o.id AND ${table.name}._h = 0`,
    ).run(self, table.number)
  }
  db.prepare('DELETE FROM sync_out').run()
  db.prepare('UPDATE sync_ctx SET sealed = (SELECT coalesce(max(seq), 0) FROM history)').run()
}

function sealEdited(db: Database, table: SyncTable, self: number): void {
  const read = db.prepare<[Buffer], [number, number, Buffer | null]>(`SELECT _h, _s, _c FROM ${table.name} WHERE id = ?`).raw()
  const write = db.prepare(`UPDATE ${table.name} SET _h = ?, _s = ?, _c = ? WHERE id = ?`)
  const clocks = newRowClocks()
  for (const { id, writes } of readPending(db, table.number).values()) {
    const stamps = read.get(id)
    if (!stamps) {
      sealTomb(db, table, id, writes, self)
      continue
    }
    readStamps(clocks, ...stamps)
    applyPending(clocks, writes, self)
    const row = clockOf(clocks, ALIVE)
    write.run(row.h, row.s, writeExceptions(clocks, table.columns.length, ALIVE), id)
  }
}

function sealTomb(db: Database, table: SyncTable, id: Buffer, writes: readonly PendingWrite[], self: number): void {
  const found = db
    .prepare<[number, Buffer], { body: Buffer }>('SELECT body FROM sync_tomb WHERE tbl = ? AND id = ?')
    .get(table.number, id)
  if (!found) return
  const body = readTombBody(table, found.body)
  const clocks = newRowClocks()
  // the trigger left the clock of the living row as the base, so that the deletion can be set against it
  readStamps(clocks, body.h, body.s, body.c)
  applyPending(clocks, writes, self)
  const tomb = clockOf(clocks, ALIVE)
  db.prepare('UPDATE sync_tomb SET h = ?, s = ?, body = ? WHERE tbl = ? AND id = ?').run(
    tomb.h, tomb.s, writeTombBody(table, clocks, body.values), table.number, id,
  )
}

