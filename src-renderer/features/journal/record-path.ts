import type { RecordTable } from '#shared/contract/record-tables.ts'

/** Gives the address of a record's page, null for records that have none of their own. */
export function recordPath(table: RecordTable, id: string): string | null {
  switch (table) {
    case 'customer':
      return `/customers/${id}`
    case 'opportunity':
      return `/opportunities/${id}`
    case 'sales_order':
      return `/orders/${id}`
    case 'activity':
      return `/activities?open=${id}`
    default:
      return null
  }
}
