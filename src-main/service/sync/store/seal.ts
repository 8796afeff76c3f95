import type { Database } from 'better-sqlite3'
import { ALIVE_MASK, syncTableByNumber, type SyncTable } from '../../db/registry.ts'
import { ALIVE, clockOf, newRowClocks, readStamps, writeExceptions } from '../engine/row-clocks.ts'
import { applyPending, type PendingWrite } from '../engine/outbox.ts'
import { pendingTables, readPending } from './pending.ts'
import { readTombBody, writeTombBody } from './tomb-body.ts'

/**
 * Writes the clocks of everything that was captured since the last time into the rows' stamps, and empties the outbox.
 *
 * Runs in the caller's transaction, or in one of its own. Changes nothing that anybody can see.
 * Cost    new rows without later edits go by one statement a table, and a table where rows were only deleted costs little; all others one by one.
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
  if (hasOnlyDeletions(db, table, self)) return
  const read = db.prepare<[Buffer], [number, number, Buffer | null]>(`SELECT _h, _s, _c FROM ${table.name} WHERE id = ?`).raw()
  const write = db.prepare(`UPDATE ${table.name} SET _h = ?, _s = ?, _c = ? WHERE id = ?`)
  const sealTomb = tombSealer(db, table, self)
  const clocks = newRowClocks()
  for (const { id, writes } of readPending(db, table.number).values()) {
    const stamps = read.get(id)
    if (!stamps) {
      sealTomb(id, writes)
      continue
    }
    readStamps(clocks, ...stamps)
    applyPending(clocks, writes, self)
    const row = clockOf(clocks, ALIVE)
    write.run(row.h, row.s, writeExceptions(clocks, table.columns.length, ALIVE), id)
  }
}

/**
 * Whether every edit in a table's outbox is the deletion of a row whose columns share one clock, as after the undo of an import: the
 * trigger has left the clocks of these as they belong.
 */
function hasOnlyDeletions(db: Database, { number }: SyncTable, self: number): boolean {
  const other = db.prepare<[{ number: number; self: number }]>(
    `SELECT 1 FROM history h WHERE h.seq > (SELECT sealed FROM sync_ctx) AND +h.tbl = @number AND NOT (h.mask = ${String(ALIVE_MASK)}
       AND EXISTS (SELECT 1 FROM sync_tomb t WHERE t.tbl = @number AND t.id = h.id AND t.h = h.hlc AND t.s = @self
         AND json_extract(CAST(t.body AS TEXT), '$[0]') BETWEEN 1 AND t.h - 1 AND json_extract(CAST(t.body AS TEXT), '$[2]') IS NULL)) LIMIT 1`,
  )
  return other.get({ number, self }) === undefined
}

function tombSealer(db: Database, table: SyncTable, self: number): (id: Buffer, writes: readonly PendingWrite[]) => void {
  const find = db.prepare<[number, Buffer], { body: Buffer }>('SELECT body FROM sync_tomb WHERE tbl = ? AND id = ?')
  const save = db.prepare('UPDATE sync_tomb SET h = ?, s = ?, body = ? WHERE tbl = ? AND id = ?')
  const clocks = newRowClocks()
  return (id, writes) => {
    const found = find.get(table.number, id)
    if (!found) return
    const body = readTombBody(table, found.body)
    // the trigger left the clock of the living row as the base, so that the deletion can be set against it
    readStamps(clocks, body.h, body.s, body.c)
    applyPending(clocks, writes, self)
    const tomb = clockOf(clocks, ALIVE)
    save.run(tomb.h, tomb.s, writeTombBody(table, clocks, body.values), table.number, id)
  }
}
