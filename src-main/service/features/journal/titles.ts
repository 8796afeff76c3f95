import type { Database } from 'better-sqlite3'
import { syncTable, type SyncTableName } from '../../db/registry.ts'
import type { Id } from '../../db/schema.ts'
import { readTombBody, type SqlValue } from '../../sync/store/tomb-body.ts'

/** The column that names a record of each kind; null for those that have no name of their own. */
const TITLE_COLUMN: Readonly<Record<SyncTableName, string | null>> = {
  firm: 'name', org_unit: 'name', employee: 'name', calendar_day: 'day', product_category: 'name', product: 'name', customer: 'name',
  contact: 'name', customer_contact: null, pipeline: 'name', pipeline_stage: 'name', competitor: 'name', opportunity: 'name',
  stage_change: null, sales_order: 'number', order_line: 'description', target: 'period', activity: 'subject', activity_contact: null,
  saved_view: 'name',
}

/** What an id column refers to, where its name alone does not say it. */
const REFERS_TO: Readonly<Record<string, SyncTableName>> = {
  created_by: 'employee', owner_id: 'employee', manager_id: 'employee', employee_id: 'employee', org_unit_id: 'org_unit',
  category_id: 'product_category', product_id: 'product', customer_id: 'customer', contact_id: 'contact', pipeline_id: 'pipeline',
  stage_id: 'pipeline_stage', from_stage_id: 'pipeline_stage', to_stage_id: 'pipeline_stage', competitor_id: 'competitor',
  opportunity_id: 'opportunity', order_id: 'sales_order', origin_id: 'sales_order', activity_id: 'activity',
}

/** Gives the table that an id column of a table refers to, or null when it is no reference. */
export function referencedTable(table: SyncTableName, column: string): SyncTableName | null {
  return column === 'parent_id' ? table : (REFERS_TO[column] ?? null)
}

export function titleColumn(table: SyncTableName): string | null {
  return TITLE_COLUMN[table]
}

/** Gives the title of a record from its values. */
export function titleOfValues(table: SyncTableName, valueOf: (column: string) => SqlValue): string | null {
  const column = TITLE_COLUMN[table]
  const value = column === null ? null : valueOf(column)
  return value === null ? null : String(value)
}

/** Gives the title of a record, living or in the bin; null when it is neither or has none. */
export function titleOf(db: Database, name: SyncTableName, id: Id): string | null {
  const column = TITLE_COLUMN[name]
  if (column === null) return null
  const value = db.prepare<[Id], string | number | null>(`SELECT ${column} FROM ${name} WHERE id = ?`).pluck().get(id)
  if (value !== undefined) return value === null ? null : String(value)
  const table = syncTable(name)
  const body = db.prepare<[number, Id], Buffer>('SELECT body FROM sync_tomb WHERE tbl = ? AND id = ?').pluck().get(table.number, id)
  return body ? titleOfValues(name, (wanted) => readTombBody(table, body).values[table.columns.indexOf(wanted)] ?? null) : null
}
