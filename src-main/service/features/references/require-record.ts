import { idBytes } from '../../db/record-id.ts'
import { syncTable } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound, refuseField } from '../../refusal.ts'

/** What can be referred to, with the refusals of a record that was deleted or never was here. */
const REFERENCES = {
  customer: { title: 'name', deleted: 'customer-deleted', missing: 'customer-missing' },
  contact: { title: 'name', deleted: 'contact-deleted', missing: 'contact-missing' },
  opportunity: { title: 'name', deleted: 'opportunity-deleted', missing: 'opportunity-missing' },
  product: { title: 'name', deleted: 'product-deleted', missing: 'product-missing' },
  product_category: { title: 'name', deleted: 'category-missing', missing: 'category-missing' },
  employee: { title: 'name', deleted: 'employee-missing', missing: 'employee-missing' },
  org_unit: { title: 'name', deleted: 'unit-missing', missing: 'unit-missing' },
  pipeline_stage: { title: 'name', deleted: 'stage-missing', missing: 'stage-missing' },
  competitor: { title: 'name', deleted: 'competitor-missing', missing: 'competitor-missing' },
  sales_order: { title: 'number', deleted: 'order-deleted', missing: 'order-missing' },
} as const
export type ReferenceTable = keyof typeof REFERENCES

/**
 * Gives the title of a record that another one is about to point to.
 *
 * Errors  refuses beside `field`: `<kind>-deleted` with the name that the bin still knows, `<kind>-missing` for one that is not here.
 */
export function requireReference(workspace: Workspace, table: ReferenceTable, id: string, field: string): string {
  const { title, deleted, missing } = REFERENCES[table]
  const key = idBytes(id)
  const found = workspace.db.prepare<[Buffer], string>(`SELECT ${title} FROM ${table} WHERE id = ?`).pluck().get(key)
  if (found !== undefined) return found
  const binned = titleInBin(workspace, table, title, key)
  return binned === undefined ? refuseField(field, missing) : refuseField(field, deleted, { name: binned })
}

/** The same, for ids that may be null or left out. */
export function checkReference(workspace: Workspace, table: ReferenceTable, id: string | null | undefined, field: string): void {
  if (typeof id === 'string') requireReference(workspace, table, id, field)
}

/** Stops a command on a record that is not there (any more). Errors: `NotFound`. */
export function requireRow(workspace: Workspace, table: ReferenceTable | 'activity' | 'saved_view' | 'customer_contact', id: string): void {
  if (!workspace.db.prepare(`SELECT 1 FROM ${table} WHERE id = ?`).get(idBytes(id))) throw new NotFound(table)
}

/** A deleted row lies in the bin as a JSON array: three stamps, then the registry's columns. */
function titleInBin(workspace: Workspace, table: ReferenceTable, title: string, key: Buffer): string | undefined {
  const { number, columns } = syncTable(table)
  return workspace.db
    .prepare<[string, number, Buffer], string>('SELECT json_extract(CAST(body AS TEXT), ?) FROM sync_tomb WHERE tbl = ? AND id = ?')
    .pluck()
    .get(`$[${String(3 + columns.indexOf(title))}]`, number, key)
}
