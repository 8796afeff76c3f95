import { assertNever } from '#shared/kernel/assert-never.ts'
import type { Cell, DrillFilter, DrillTarget, RecordPage } from '#shared/contract/analysis.contract.ts'
import type { AnalysisContext } from '../context.ts'
import { uuidOf } from '../dimensions.ts'
import { conditionsOf } from './conditions.ts'
import type { Conditions } from './conditions.ts'

export interface RecordsRequest {
  readonly target: Pick<DrillTarget, 'records' | 'filter'>
  readonly offset: number
  readonly limit: number
}

interface Listing {
  readonly columns: readonly string[]
  readonly select: string
  readonly from: string
  readonly order: string
  readonly where: Conditions
}

/**
 * Gives one page of the records behind a figure.
 *
 * Shape   newest first, ties by id. Lines of returns are negative, so that a column adds up to the net figure.
 * Cost    the count reads every matching record once: up to a second for a million lines without any filter.
 */
export function recordPage(context: AnalysisContext, { target, offset, limit }: RecordsRequest): RecordPage {
  const { columns, select, from, order, where } = listingOf(context, target)
  const total = Number(context.db.prepare(`SELECT count(*) ${from} WHERE ${where.text}`).pluck().get(...where.values))
  const rows = context.db
    .prepare(`SELECT ${select} ${from} WHERE ${where.text} ORDER BY ${order} LIMIT ? OFFSET ?`)
    .all(...where.values, limit, offset) as Record<string, Cell>[]
  return { total, columns: [...columns], rows: rows.map(withCanonicalIds) }
}

/** Ids leave SQLite as hex digits in columns that end in Id. */
function withCanonicalIds(row: Record<string, Cell>): Record<string, Cell> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, key.endsWith('Id') ? uuidOf(value as string | null) : value]))
}

function listingOf(context: AnalysisContext, { records, filter }: RecordsRequest['target']): Listing {
  switch (records) {
    case 'order-lines':
      return orderLines(context, filter)
    case 'opportunities':
      return opportunities(context, filter)
    case 'targets':
      return targets(context, filter)
    default:
      return assertNever(records, 'analysis.records')
  }
}

function orderLines(context: AnalysisContext, filter: DrillFilter): Listing {
  const where = conditionsOf(context, filter, {
    day: 'o.ordered_on',
    currency: 'o.currency',
    customer: 'o.customer_id',
    product: 'l.product_id',
    employee: 'o.employee_id',
    channel: 'o.channel',
  })
  where.equal('o.kind', filter.kind)
  const sign = "iif(o.kind = 'return', -1, 1)"
  return {
    columns: ['date', 'number', 'kind', 'customer', 'product', 'description', 'employee', 'channel', 'quantity', 'amountMinor', 'costMinor'],
    select: `o.ordered_on date, o.number, o.kind, coalesce(c.name, c.code) customer, coalesce(p.name, p.code) product, l.description, e.name employee,
      o.channel, ${sign} * l.quantity_milli / 1000.0 quantity, ${sign} * l.amount_minor amountMinor, ${sign} * l.cost_minor costMinor,
      o.currency, hex(o.id) orderId, hex(o.customer_id) customerId, hex(l.product_id) productId`,
    from: `FROM sales_order o JOIN order_line l ON l.order_id = o.id LEFT JOIN customer c ON c.id = o.customer_id
      LEFT JOIN product p ON p.id = l.product_id LEFT JOIN employee e ON e.id = o.employee_id`,
    order: 'o.ordered_on DESC, o.id, l.id',
    where,
  }
}

function opportunities(context: AnalysisContext, filter: DrillFilter): Listing {
  const isOpen = filter.outcome === 'open'
  // An open deal has no closing day, and deals count in whatever currency they are valued.
  const { from, to, month, currency: _currency, ...rest } = filter
  const dated = isOpen ? {} : { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), ...(month === undefined ? {} : { month }) }
  const where = conditionsOf(context, { ...rest, ...dated }, {
    day: 'o.closed_on',
    currency: 'o.currency',
    customer: 'o.customer_id',
    product: 'o.product_id',
    employee: 'o.owner_id',
    channel: null,
  })
  if (filter.outcome === undefined) where.add("s.outcome IN ('won', 'lost')")
  else where.add('s.outcome = ?', filter.outcome)
  where.id('o.competitor_id', filter.competitor)
  where.equal("nullif(o.reason, '')", filter.reason)
  where.equal('o.source', filter.source)
  where.equal("substr(o.closed_on, 1, 4) || '-Q' || ((CAST(substr(o.closed_on, 6, 2) AS INTEGER) + 2) / 3)", filter.quarter)
  return {
    columns: ['code', 'name', 'customer', 'product', 'owner', 'stage', 'amountMinor', 'createdOn', 'closedOn', 'reason', 'competitor', 'source'],
    select: `o.code, o.name, c.name customer, coalesce(p.name, p.code) product, e.name owner, s.name stage, o.amount_minor amountMinor,
      o.created_on createdOn, o.closed_on closedOn, o.reason, k.name competitor, o.source, o.currency, hex(o.id) opportunityId, hex(o.customer_id) customerId`,
    from: `FROM opportunity o JOIN pipeline_stage s ON s.id = o.stage_id LEFT JOIN customer c ON c.id = o.customer_id
      LEFT JOIN product p ON p.id = o.product_id LEFT JOIN employee e ON e.id = o.owner_id LEFT JOIN competitor k ON k.id = o.competitor_id`,
    order: 'o.closed_on DESC, o.created_on DESC, o.id',
    where,
  }
}

function targets(context: AnalysisContext, filter: DrillFilter): Listing {
  const where = conditionsOf(context, filter, {
    day: "t.period || '-01'",
    currency: 't.currency',
    customer: null,
    product: 't.product_id',
    employee: 't.employee_id',
    channel: null,
  })
  return {
    columns: ['period', 'orgUnit', 'employee', 'category', 'product', 'amountMinor'],
    select: `t.period, u.name orgUnit, e.name employee, g.name category, p.name product, t.amount_minor amountMinor, t.currency, hex(t.id) targetId`,
    from: `FROM target t LEFT JOIN org_unit u ON u.id = t.org_unit_id LEFT JOIN employee e ON e.id = t.employee_id
      LEFT JOIN product_category g ON g.id = t.category_id LEFT JOIN product p ON p.id = t.product_id LEFT JOIN customer c ON c.id IS NULL AND 0 = 1`,
    order: 't.period DESC, t.id',
    where,
  }
}
