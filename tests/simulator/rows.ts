import type { SyncTableName } from '#service/db/registry.ts'

/** A row that copies write, under the same id in each. */
export interface SimRow {
  readonly name: Exclude<SyncTableName, 'firm'>
  readonly id: Buffer
  /** What a new row holds besides texts. */
  readonly needed: Readonly<Record<string, string | number | Buffer>>
  /** Columns that take any text. */
  readonly texts: readonly string[]
  /** Columns that say whose it is. */
  readonly owners: readonly string[]
  /** Index of the row that must be there before this one. */
  readonly parent: number | null
}

const FILES = 3
const rowId = (n: number): Buffer => Buffer.alloc(16, n + 1)
const SOME = Buffer.alloc(16, 0xfe)

/** A customer with everything that can hang on it, from row `at` on. */
function fileRows(at: number): SimRow[] {
  const id = (part: number): Buffer => rowId(at + part)
  const row = (part: number, name: SimRow['name'], needed: SimRow['needed'], texts: string, owners: string, parent: number | null): SimRow => ({
    name, id: id(part), needed, texts: texts.split(' '), owners: owners === '' ? [] : owners.split(' '), parent: parent === null ? null : at + parent,
  })
  return [
    row(0, 'customer', { name: 'n', kind: 'firm', life_cycle: 'potential' }, 'note address short_name', 'owner_id org_unit_id', null),
    row(1, 'contact', { name: 'n' }, 'phone note', '', 0),
    row(2, 'customer_contact', { customer_id: id(0), contact_id: id(1), role: 'buys' }, 'to_on', '', 1),
    row(3, 'opportunity', { name: 'n', customer_id: id(0), pipeline_id: SOME, stage_id: SOME, currency: 'CNY' }, 'note reason', 'owner_id', 0),
    row(4, 'stage_change', { opportunity_id: id(3), to_stage_id: SOME, changed_at: 1 }, '', '', 3),
    row(5, 'sales_order', { number: '1', kind: 'sale', customer_id: id(0), ordered_on: '2026-01-01', currency: 'CNY' }, 'note channel', 'employee_id', 0),
    row(6, 'order_line', { order_id: id(5), position: 1, quantity_milli: 1, unit_price_minor: 1, discount_bp: 0, amount_minor: 1 }, 'description', '', 5),
    row(7, 'activity', { kind: 'call', subject: 'n', customer_id: id(0) }, 'result place', 'owner_id', 0),
    row(8, 'activity_contact', { activity_id: id(7), contact_id: id(1) }, '', '', 7),
  ]
}

export const PARTS = 9
export const CUSTOMER_ROWS = FILES * PARTS
const firmRow = (n: number, name: SimRow['name'], needed: SimRow['needed'], texts: string): SimRow => ({
  name, id: rowId(CUSTOMER_ROWS + n), needed, texts: texts.split(' '), owners: [], parent: null,
})

export const ROWS: readonly SimRow[] = [
  ...Array.from({ length: FILES }, (_, file) => fileRows(file * PARTS)).flat(),
  firmRow(0, 'product', { name: 'n', is_active: 1 }, 'code note'),
  firmRow(1, 'product', { name: 'n', is_active: 1 }, 'code note'),
  firmRow(2, 'product_category', { name: 'n' }, 'name'),
  firmRow(3, 'competitor', { name: 'n' }, 'note'),
  firmRow(4, 'target', { period: '2026-01', amount_minor: 1, currency: 'CNY' }, 'period'),
  firmRow(5, 'org_unit', { name: 'n', kind: 'team', position: 1 }, 'code name'),
]

/** A product that a rep puts in without the right to: everybody must refuse it. */
export const FORBIDDEN_ROW = Buffer.alloc(16, 0xfd)

export const textColumns = ({ texts }: SimRow): readonly string[] => texts.filter((text) => text !== '')
