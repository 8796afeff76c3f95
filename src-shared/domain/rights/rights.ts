/** Who may do what. Where a right ends inside a record (a representative and the owner of a customer) the rule stands beside it. */

export type Role = 'rep' | 'manager' | 'director' | 'finance' | 'service' | 'admin'

export const actions = [
  'customers.write', 'customers.assign', 'activities.write', 'opportunities.write', 'orders.write', 'products.write',
  'organisation.write', 'targets.write', 'calendar.write', 'views.write-others', 'records.export',
  'organisation.export',
] as const
export type Action = (typeof actions)[number]

const EVERYBODY: readonly Role[] = ['rep', 'manager', 'director', 'finance', 'service', 'admin']
const LEADERS: readonly Role[] = ['manager', 'director', 'admin']

const ALLOWED: Readonly<Record<Action, readonly Role[]>> = {
  'customers.write': ['rep', 'service', ...LEADERS],
  /** Give a customer, a deal or a task to somebody else, or to nobody. */
  'customers.assign': LEADERS,
  'activities.write': EVERYBODY,
  'opportunities.write': ['rep', ...LEADERS],
  'orders.write': ['rep', 'finance', 'service', ...LEADERS],
  'products.write': LEADERS,
  'organisation.write': LEADERS,
  'targets.write': LEADERS,
  'calendar.write': LEADERS,
  'views.write-others': LEADERS,
  /** Take customers, deals, orders and the like out of the program as a file. */
  'records.export': EVERYBODY,
  /** The same for employees and targets. */
  'organisation.export': ['finance', ...LEADERS],
}

/** Tells whether a role may do an action. Edge: an unknown role, e.g. of a newer version, may do nothing. */
export function mayDo(role: string, action: Action): boolean {
  return ALLOWED[action].some((allowed) => allowed === role)
}

/** Tells whether an owner may be set: others than oneself only by those who assign. */
export function maySetOwner(role: string, self: string, owner: string | null): boolean {
  return owner === self || mayDo(role, 'customers.assign')
}
