import type { Database, Statement } from 'better-sqlite3'
import { ALIVE_MASK, type SyncTable } from '../../db/registry.ts'
import type { Id } from '../../db/schema.ts'
import { ALIVE, newRowClocks, writeExceptions } from '../engine/row-clocks.ts'
import { readTombBody, readTombClocks, type TombBody } from './tomb-body.ts'

interface StoredTomb {
  readonly h: number
  readonly s: number
  readonly body: Buffer
}

/** Brings deleted rows back within a command. */
export interface Reviver {
  /**
   * Brings one row back: its columns keep their clocks, only its being alive is written anew, so that edits which others made meanwhile
   * still merge column by column. `accept` may refuse by what is in the bin.
   *
   * Edge    false when the row is not in the bin or is refused. The outbox must be sealed before.
   */
  revive(table: SyncTable, id: Id, accept?: (tomb: StoredTomb, body: TombBody) => boolean): boolean
}

export function openReviver(db: Database): Reviver {
  const find = db.prepare<[number, Id], StoredTomb>('SELECT h, s, body FROM sync_tomb WHERE tbl = ? AND id = ? AND h > 0')
  const drop = db.prepare('DELETE FROM sync_tomb WHERE tbl = ? AND id = ?')
  // the stamp of a revived row is not 0, so that the insert trigger stays quiet; this line sets the clock of being alive
  const note = db.prepare(`INSERT INTO history (tbl, id, mask, old, hlc, site, command) SELECT ?, ?, ?, '{"31":0}', hlc, site, command FROM sync_ctx`)
  const inserts = new Map<SyncTable, Statement>()
  const clocks = newRowClocks()
  return {
    revive(table, id, accept) {
      const tomb = find.get(table.number, id)
      if (!tomb) return false
      const body = readTombBody(table, tomb.body)
      if (accept && !accept(tomb, body)) return false
      readTombClocks(clocks, tomb, body)
      const insert = inserts.get(table) ?? prepareInsert(db, table)
      inserts.set(table, insert)
      insert.run(id, tomb.h, tomb.s, writeExceptions(clocks, table.columns.length, ALIVE), ...body.values)
      drop.run(table.number, id)
      note.run(table.number, id, ALIVE_MASK)
      return true
    },
  }
}

function prepareInsert(db: Database, { name, columns }: SyncTable): Statement {
  return db.prepare(`INSERT INTO ${name} (id, _h, _s, _c, ${columns.join(', ')}) VALUES (?, ?, ?, ?${', ?'.repeat(columns.length)})`)
}
