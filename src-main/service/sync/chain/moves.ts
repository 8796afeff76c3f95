import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { syncTable, type SyncTableName } from '../../db/registry.ts'
import type { Scope } from '../identity/scope.ts'
import { forwardRow, type RowName, withChildren } from './forward.ts'
import { type ManagerScopes, ROUTING } from './row-scope.ts'

/** Scopes that rows were in before they were written to, by table and id: their readers hear of the change that takes the row away. */
export type FormerScopes = ReadonlyMap<string, ReadonlySet<Scope>>

export function rowKey(table: number, id: Buffer): string {
  return `${String(table)}/${id.toString('latin1')}`
}

const OldValues = z.record(z.string(), z.union([z.string(), z.number(), z.null()]))

/**
 * Notes which rows of the outbox changed hands: they and what hangs on them are to be forwarded whole to their new readers.
 *
 * Edge    call it before the seal, which empties the outbox.
 */
export function noteMoves(db: Database, scopes: ManagerScopes): FormerScopes {
  const former = new Map<string, Set<Scope>>()
  const moved: RowName[] = []
  for (const [name, columns] of Object.entries(ROUTING) as [SyncTableName, readonly string[]][]) {
    const table = syncTable(name)
    const positions = columns.map((column) => ({ column, position: table.columns.indexOf(column) }))
    const mask = positions.reduce((bits, { position }) => bits | (1 << position), 0)
    const edits = db
      .prepare<[number, number], { id: Buffer; old: string }>(
        'SELECT id, old FROM history NOT INDEXED WHERE seq > (SELECT sealed FROM sync_ctx) AND +tbl = ? AND (mask & ?) <> 0 ORDER BY seq',
      )
      .all(table.number, mask)
    for (const { id, old } of edits) {
      const values = OldValues.parse(JSON.parse(old))
      const key = rowKey(table.number, id)
      const left = former.get(key) ?? new Set<Scope>()
      for (const { column, position } of positions) {
        const value = values[String(position)]
        if (typeof value === 'string') for (const scope of scopes.ofRoute(column, Buffer.from(value, 'hex'))) left.add(scope)
      }
      former.set(key, left)
      moved.push({ table, id })
    }
  }
  if (moved.length > 0) for (const { table, id } of withChildren(db, moved)) forwardRow(db, table.name, id)
  forwardNewlyLinked(db)
  // new rows go whole anyway, and a bundle names a new row once
  db.prepare('DELETE FROM sync_forward WHERE (tbl, id) IN (SELECT tbl, id FROM sync_out)').run()
  return former
}

/** A contact who was here before and is now linked to another customer is news to that customer's owner. */
function forwardNewlyLinked(db: Database): void {
  const [contact, link] = [syncTable('contact').number, syncTable('customer_contact').number]
  db.prepare(
    `INSERT OR IGNORE INTO sync_forward (tbl, id) SELECT @contact, c.contact_id FROM sync_out o JOIN customer_contact c ON c.id = o.id
     WHERE o.tbl = @link AND c.contact_id NOT IN (SELECT id FROM sync_out WHERE tbl = @contact)`,
  ).run({ contact, link })
}
