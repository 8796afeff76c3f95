import type { Database } from 'better-sqlite3'
import { syncTable, type SyncTableName } from '../../db/registry.ts'

/**
 * Rows that are to be sent whole, with the clocks that they have, into the scope they belong to now: a customer who changed hands, a late
 * edit of a former owner, a new copy's first rows, the writes of a copy that had to take a new name.
 */

export function forwardRow(db: Database, table: SyncTableName, id: Uint8Array): void {
  db.prepare('INSERT OR IGNORE INTO sync_forward (tbl, id) VALUES (?, ?)').run(syncTable(table).number, id)
}

const number = (name: SyncTableName): string => String(syncTable(name).number)
const forwarded = (name: SyncTableName): string => `(SELECT id FROM sync_forward WHERE tbl = ${number(name)})`

/** What hangs on a customer, a deal, an order, an activity; in this order, since each brings the next. */
const CHILDREN: readonly { readonly table: SyncTableName; readonly of: readonly SyncTableName[]; readonly where: string }[] = [
  { table: 'customer_contact', of: ['customer'], where: `customer_id IN ${forwarded('customer')}` },
  { table: 'contact', of: ['customer', 'customer_contact'], where: `id IN (SELECT contact_id FROM customer_contact WHERE id IN ${forwarded('customer_contact')})` },
  { table: 'opportunity', of: ['customer'], where: `customer_id IN ${forwarded('customer')}` },
  { table: 'stage_change', of: ['customer', 'opportunity'], where: `opportunity_id IN ${forwarded('opportunity')}` },
  { table: 'sales_order', of: ['customer'], where: `customer_id IN ${forwarded('customer')}` },
  { table: 'order_line', of: ['customer', 'sales_order'], where: `order_id IN ${forwarded('sales_order')}` },
  { table: 'activity', of: ['customer'], where: `customer_id IN ${forwarded('customer')}` },
  { table: 'activity_contact', of: ['customer', 'activity'], where: `activity_id IN ${forwarded('activity')}` },
]

/** Adds to the rows that are to be forwarded what hangs on them: call it once after the last `forwardRow` of tables that changed hands. */
export function forwardChildren(db: Database, changed: ReadonlySet<SyncTableName>): void {
  for (const { table, of, where } of CHILDREN) {
    if (!of.some((parent) => changed.has(parent))) continue
    db.prepare(`INSERT OR IGNORE INTO sync_forward (tbl, id) SELECT ${number(table)}, id FROM ${table} WHERE ${where}`).run()
  }
}
