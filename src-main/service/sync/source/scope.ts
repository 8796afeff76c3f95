import type { Database } from 'better-sqlite3'
import { SYNC_TABLES, type SyncTableName } from '../../db/registry.ts'
import type { Id } from '../../db/schema.ts'

/** The rows of a source that a copy may take: a temporary table beside the source, or null for all. */
export interface TakenScope {
  has(table: number, id: Id): boolean
}

type CustomerTable = Extract<
  SyncTableName,
  'customer' | 'contact' | 'customer_contact' | 'opportunity' | 'stage_change' | 'sales_order' | 'order_line' | 'activity' | 'activity_contact'
>

const IN = (table: CustomerTable): string => `(SELECT id FROM temp.taken WHERE tbl = ${String(numberOf(table))})`

/** In this order: what a customer brings comes after the customer. */
const RULES: readonly { readonly table: CustomerTable; readonly where: string }[] = [
  { table: 'customer', where: 'owner_id = @employee' },
  { table: 'customer_contact', where: `customer_id IN ${IN('customer')}` },
  { table: 'contact', where: `id IN (SELECT contact_id FROM customer_contact WHERE id IN ${IN('customer_contact')})` },
  { table: 'opportunity', where: `customer_id IN ${IN('customer')} OR owner_id = @employee` },
  { table: 'stage_change', where: `opportunity_id IN ${IN('opportunity')}` },
  { table: 'sales_order', where: `customer_id IN ${IN('customer')} OR employee_id = @employee` },
  { table: 'order_line', where: `order_id IN ${IN('sales_order')}` },
  { table: 'activity', where: `customer_id IN ${IN('customer')} OR owner_id = @employee` },
  { table: 'activity_contact', where: `activity_id IN ${IN('activity')}` },
]

/**
 * Works out what a rep takes from a source: the customers that he owns with everything that hangs on them, and later states of
 * whatever he holds already, so that he also sees a customer go to somebody else.
 *
 * Writes only to the source connection's temporary tables.
 */
export function takeScopeOfEmployee(source: Database, receiver: Database, employeeId: Id): TakenScope {
  source.exec('CREATE TEMP TABLE taken (tbl INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY (tbl, id)) WITHOUT ROWID')
  const add = source.prepare('INSERT OR IGNORE INTO temp.taken (tbl, id) VALUES (?, ?)')
  for (const { table, where } of RULES) {
    const number = numberOf(table)
    for (const id of receiver.prepare<[], Buffer>(`SELECT id FROM ${table} UNION ALL SELECT id FROM sync_tomb WHERE tbl = ${String(number)}`).pluck().all()) {
      add.run(number, id)
    }
    const select = `INSERT OR IGNORE INTO temp.taken (tbl, id) SELECT ${String(number)}, id FROM main.${table} WHERE ${where}`
    if (where.includes('@employee')) source.prepare(select).run({ employee: employeeId })
    else source.prepare(select).run()
  }
  const has = source.prepare<[number, Id], number>('SELECT 1 FROM temp.taken WHERE tbl = ? AND id = ?').pluck()
  return { has: (table, id) => has.get(table, id) === 1 }
}

function numberOf(table: SyncTableName): number {
  const found = SYNC_TABLES.find(({ name }) => name === table)
  if (!found) throw new Error(`scope: ${table} does not sync`)
  return found.number
}
