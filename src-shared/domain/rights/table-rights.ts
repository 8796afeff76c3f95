import type { Action } from './rights.ts'

/** What a person must be allowed to do to bring in a table of each kind. */
export const IMPORT_ACTIONS = {
  customers: 'customers.write',
  contacts: 'customers.write',
  products: 'products.write',
  employees: 'organisation.write',
  opportunities: 'opportunities.write',
  orders: 'orders.write',
  activities: 'activities.write',
  targets: 'targets.write',
} as const satisfies Readonly<Record<string, Action>>

/** What a person must be allowed to do to take a table of each kind out of the program. */
export const EXPORT_ACTIONS = {
  customers: 'records.export',
  contacts: 'records.export',
  products: 'records.export',
  employees: 'organisation.export',
  opportunities: 'records.export',
  orders: 'records.export',
  activities: 'records.export',
  targets: 'organisation.export',
} as const satisfies Readonly<Record<keyof typeof IMPORT_ACTIONS, Action>>

/** What a person must be allowed to do so that an import may make the unknown records that rows refer to; rivals are named by anybody. */
export const CREATE_ACTIONS = {
  customer: 'customers.write',
  product: 'products.write',
  employee: 'organisation.write',
  org_unit: 'organisation.write',
  competitor: 'activities.write',
} as const satisfies Readonly<Record<string, Action>>
