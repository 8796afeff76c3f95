/**
 * Which tables sync, and how: the only place that knows. Capture triggers, merge statements, history, bins and undo are
 * generated from this list; adding a table here (and in a migration) is all a new area needs to sync.
 *
 * A table's number and a column's position are its names in merges: never reorder, never reuse, only append.
 * At most 31 columns a table, since a change carries a 32-bit column mask.
 */

/** `firm`: shared downward with every copy. `customer`: belongs to a customer's file and goes where the customer goes. */
export type SyncScope = 'firm' | 'customer'

export interface SyncTable {
  readonly number: number
  readonly name: SyncTableName
  readonly scope: SyncScope
  /** Position in this list = column number in masks, clocks and history. */
  readonly columns: readonly string[]
  /** Columns where two concurrent values are no conflict worth showing. */
  readonly quiet: readonly string[]
}

export type SyncTableName =
  | 'firm' | 'org_unit' | 'employee' | 'calendar_day' | 'product_category' | 'product' | 'customer' | 'contact'
  | 'customer_contact' | 'pipeline' | 'pipeline_stage' | 'competitor' | 'opportunity' | 'stage_change' | 'sales_order'
  | 'order_line' | 'target' | 'activity' | 'activity_contact' | 'saved_view'

const ORIGIN = ['created_at', 'updated_at', 'created_by'] as const

function table(number: number, name: SyncTableName, scope: SyncScope, columns: string): SyncTable {
  const own = columns.split(' ')
  return { number, name, scope, columns: [...ORIGIN, ...own], quiet: ORIGIN }
}

export const SYNC_TABLES: readonly SyncTable[] = [
  table(1, 'firm', 'firm', 'name currency fiscal_year_start'),
  table(2, 'org_unit', 'firm', 'parent_id code name kind position'),
  table(3, 'employee', 'firm', 'org_unit_id manager_id code name role phone mail active_from active_to'),
  table(4, 'calendar_day', 'firm', 'day kind name'),
  table(5, 'product_category', 'firm', 'parent_id name'),
  table(6, 'product', 'firm', 'code name category_id unit price_minor cost_minor is_active note'),
  table(
    7,
    'customer',
    'customer',
    'code kind name short_name former_name credit_code industry region address phone website grade source life_cycle owner_id ' +
      'org_unit_id parent_id preferred_channel credit_limit_minor credit_days note',
  ),
  table(
    8,
    'contact',
    'customer',
    'name title phone other_phone mail wechat birthday background influence preferences preferred_channel note',
  ),
  table(9, 'customer_contact', 'customer', 'customer_id contact_id role from_on to_on'),
  table(10, 'pipeline', 'firm', 'name position'),
  table(11, 'pipeline_stage', 'firm', 'pipeline_id name outcome probability_bp position'),
  table(12, 'competitor', 'firm', 'name note'),
  table(
    13,
    'opportunity',
    'customer',
    'code name customer_id owner_id pipeline_id stage_id product_id amount_minor currency created_on engaged_on expected_on ' +
      'closed_on reason competitor_id source note',
  ),
  table(14, 'stage_change', 'customer', 'opportunity_id from_stage_id to_stage_id changed_at'),
  table(15, 'sales_order', 'customer', 'number kind customer_id employee_id ordered_on channel currency origin_id opportunity_id note'),
  table(
    16,
    'order_line',
    'customer',
    'order_id position product_id description quantity_milli unit_price_minor discount_bp amount_minor cost_minor',
  ),
  table(17, 'target', 'firm', 'period org_unit_id employee_id category_id product_id amount_minor currency'),
  table(
    18,
    'activity',
    'customer',
    'kind customer_id opportunity_id owner_id subject planned_on done_at result place minutes competitor_id',
  ),
  table(19, 'activity_contact', 'customer', 'activity_id contact_id'),
  table(20, 'saved_view', 'firm', 'entity name owner_id is_shared definition'),
]

/** Column number of a row's being alive, in masks, lost values and history. */
export const ALIVE_COLUMN = 31
export const ALIVE_MASK = 2 ** ALIVE_COLUMN

/** Tells whether a column holds the id of a record: 16 bytes in the database, hex text in history and bin. */
export function isIdColumn(column: string): boolean {
  return column.endsWith('_id') || column === 'created_by'
}

const TABLE_BY_NAME = new Map(SYNC_TABLES.map((table) => [table.name, table]))
const TABLE_BY_NUMBER = new Map(SYNC_TABLES.map((table) => [table.number, table]))

/** Gives the sync table of a name; throws for a table that does not sync. */
export function syncTable(name: SyncTableName): SyncTable {
  const found = TABLE_BY_NAME.get(name)
  if (!found) throw new Error(`registry.syncTable: ${name} does not sync`)
  return found
}

/** Gives the sync table of a number, or undefined for a number that only a newer version knows. */
export function syncTableByNumber(number: number): SyncTable | undefined {
  return TABLE_BY_NUMBER.get(number)
}
