import { idFromText } from '#shared/kernel/ids.ts'
import type { CommonParams } from '#shared/contract/analysis.contract.ts'
import type { AnalysisContext } from '../context.ts'
import { categories, uuidOf } from '../dimensions.ts'
import { ExcludedRows } from '../rules/excluded.ts'
import { chooseAsOf } from '../rules/period.ts'
import { allowedEmployees, scopeOf } from '../scope.ts'
import type { Scope } from '../scope.ts'
import type { CycleDays, DealGroup } from './model.ts'

export const dealDimensions = ['employee', 'product', 'region', 'competitor', 'source', 'quarter'] as const
export type DealDimension = (typeof dealDimensions)[number]

/** Per dimension the SQL of the group's key and of what a person reads. */
const GROUPS: Readonly<Record<DealDimension, { readonly key: string; readonly label: string; readonly code: string; readonly isId: boolean }>> = {
  employee: { key: 'hex(o.owner_id)', label: 'e.name', code: 'e.code', isId: true },
  product: { key: 'hex(o.product_id)', label: 'p.name', code: 'p.code', isId: true },
  competitor: { key: 'hex(o.competitor_id)', label: 'k.name', code: 'NULL', isId: true },
  region: { key: "coalesce(c.region, '')", label: 'c.region', code: 'NULL', isId: false },
  source: { key: "coalesce(o.source, '')", label: 'o.source', code: 'NULL', isId: false },
  quarter: {
    key: "substr(o.closed_on, 1, 4) || '-Q' || ((CAST(substr(o.closed_on, 6, 2) AS INTEGER) + 2) / 3)",
    label: "substr(o.closed_on, 1, 4) || '-Q' || ((CAST(substr(o.closed_on, 6, 2) AS INTEGER) + 2) / 3)",
    code: 'NULL',
    isId: false,
  },
}

export interface ReasonRow {
  readonly outcome: 'won' | 'lost'
  readonly reason: string | null
  readonly count: number
  readonly valueMinor: number
}

export interface CohortRow {
  readonly quarter: string
  readonly created: number
  readonly decided: number
  readonly won: number
}

export interface DealRows {
  readonly scope: Scope
  readonly groups: readonly DealGroup[]
  readonly labelOf: (id: string) => { readonly label: string | null; readonly code: string | null; readonly drill: string | null }
  readonly cycle: CycleDays
  readonly reasons: readonly ReasonRow[]
  readonly cohorts: readonly CohortRow[]
  readonly excluded: ReturnType<ExcludedRows['list']>
}

interface Where {
  readonly text: string
  readonly values: readonly unknown[]
}

const FROM = `FROM opportunity o JOIN pipeline_stage s ON s.id = o.stage_id
  LEFT JOIN employee e ON e.id = o.owner_id LEFT JOIN product p ON p.id = o.product_id
  LEFT JOIN competitor k ON k.id = o.competitor_id LEFT JOIN customer c ON c.id = o.customer_id`

/**
 * Gives decided deals by one dimension, by the day they were closed.
 *
 * Edge    open and void deals, decided ones without a closing day, and ones closed after the as-of date are counted as
 *         excluded. Values are summed in the result's currency only; deals in others still count as deals.
 * Cost    one pass over the opportunities for the groups, one for reasons and cohorts.
 */
export function dealRows(context: AnalysisContext, params: CommonParams, by: DealDimension): DealRows {
  const { db } = context
  const scope = dealScope(context, params)
  const filters = filterOf(context, scope)
  const period = scope.period ?? { from: '0001-01-01', to: scope.asOf.date }
  const inPeriod: Where = {
    text: `${filters.text} AND s.outcome IN ('won', 'lost') AND o.closed_on BETWEEN ? AND ?`,
    values: [...filters.values, period.from, period.to],
  }
  const group = GROUPS[by]
  const rows = db
    .prepare(
      `SELECT ${group.key} id, ${group.label} label, ${group.code} code, s.outcome = 'won' isWon, count(*) deals,
         sum(iif(o.currency = ?, coalesce(o.amount_minor, 0), 0)) valueMinor,
         sum(julianday(o.closed_on) - julianday(coalesce(o.engaged_on, o.created_on))) days,
         sum(coalesce(o.engaged_on, o.created_on) IS NOT NULL) timed,
         sum(o.currency <> ? AND o.amount_minor IS NOT NULL) foreignDeals
       ${FROM} WHERE ${inPeriod.text} GROUP BY 1, 4 ORDER BY 1, 4`,
    )
    .all(scope.currency, scope.currency, ...inPeriod.values) as GroupRow[]
  return {
    scope,
    ...collect(rows, group.isId),
    reasons: db
      .prepare(
        `SELECT s.outcome, nullif(o.reason, '') reason, count(*) count, sum(iif(o.currency = ?, coalesce(o.amount_minor, 0), 0)) valueMinor
         ${FROM} WHERE ${inPeriod.text} GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2`,
      )
      .all(scope.currency, ...inPeriod.values) as ReasonRow[],
    cohorts: db
      .prepare(
        `SELECT substr(o.created_on, 1, 4) || '-Q' || ((CAST(substr(o.created_on, 6, 2) AS INTEGER) + 2) / 3) quarter, count(*) created,
           sum(s.outcome IN ('won', 'lost') AND o.closed_on <= ?) decided, sum(s.outcome = 'won' AND o.closed_on <= ?) won
         ${FROM} WHERE ${filters.text} AND s.outcome <> 'void' AND o.created_on <= ? GROUP BY 1 ORDER BY 1`,
      )
      .all(scope.asOf.date, scope.asOf.date, ...filters.values, scope.asOf.date) as CohortRow[],
    excluded: excludedDeals(context, scope, filters, rows),
  }
}

interface GroupRow {
  readonly id: string
  readonly label: string | null
  readonly code: string | null
  readonly isWon: number
  readonly deals: number
  readonly valueMinor: number
  readonly days: number | null
  readonly timed: number
  readonly foreignDeals: number
}

function collect(rows: readonly GroupRow[], isId: boolean): Pick<DealRows, 'groups' | 'labelOf' | 'cycle'> {
  const groups = new Map<string, { id: string; won: number; lost: number; wonMinor: number; lostMinor: number }>()
  const labels = new Map<string, { label: string | null; code: string | null; drill: string | null }>()
  const cycle = { wonDays: 0, wonDeals: 0, lostDays: 0, lostDeals: 0 }
  for (const row of rows) {
    const group = groups.get(row.id) ?? { id: row.id, won: 0, lost: 0, wonMinor: 0, lostMinor: 0 }
    if (row.isWon === 1) {
      group.won += row.deals
      group.wonMinor += row.valueMinor
      cycle.wonDays += row.days ?? 0
      cycle.wonDeals += row.timed
    } else {
      group.lost += row.deals
      group.lostMinor += row.valueMinor
      cycle.lostDays += row.days ?? 0
      cycle.lostDeals += row.timed
    }
    groups.set(row.id, group)
    labels.set(row.id, { label: row.label, code: row.code, drill: isId ? uuidOf(row.id) : row.id === '' ? null : row.id })
  }
  return { groups: [...groups.values()], cycle, labelOf: (id) => labels.get(id) ?? { label: null, code: null, drill: null } }
}

/** The scope of deals looks back from the newest closing day where orders are too old or missing. */
function dealScope(context: AnalysisContext, params: CommonParams): Scope {
  const scope = scopeOf(context, params)
  const { db } = context
  const [first, last] = db.prepare('SELECT min(closed_on), max(closed_on) FROM opportunity').raw(true).get() as [string | null, string | null]
  const asOf = chooseAsOf(params.asOf, context.today, last)
  const to = params.to !== undefined && params.to < asOf.date ? params.to : asOf.date
  const from = params.from ?? first
  const currency = params.currency ?? dealCurrency(context)
  const { from: _from, to: _to, ...rest } = scope.drill
  const period = from === null ? null : { from, to }
  return { ...scope, asOf, period, currency, drill: { ...rest, ...(period ?? {}), currency } }
}

function dealCurrency({ db, firm }: AnalysisContext): string {
  const rows = db.prepare('SELECT currency FROM opportunity GROUP BY currency ORDER BY count(*) DESC, currency').pluck().all() as string[]
  return rows.includes(firm.currency) ? firm.currency : (rows[0] ?? firm.currency)
}

function filterOf(context: AnalysisContext, scope: Scope): Where {
  const parts: string[] = ['1 = 1']
  const values: unknown[] = []
  const add = (text: string, given: readonly unknown[]): void => {
    parts.push(text)
    values.push(...given)
  }
  const anyOf = (column: string, ids: Iterable<string>): void => {
    const list = [...ids].map((id) => Buffer.from(idFromText(id)))
    add(list.length === 0 ? '0 = 1' : `${column} IN (${list.map(() => '?').join(', ')})`, list)
  }
  const employees = allowedEmployees(context, scope.employees, scope.orgUnits)
  if (employees) anyOf('o.owner_id', employees)
  if (scope.products) anyOf('o.product_id', scope.products)
  if (scope.categories) {
    const inside = new Set(scope.categories)
    const all = categories(context.db, context.memory)
    for (const id of inside) for (const category of all) if (category.parentId === id) inside.add(category.id)
    anyOf('p.category_id', inside)
  }
  if (scope.regions) add(`(${scope.regions.map(() => 'substr(c.region, 1, length(?)) = ?').join(' OR ')})`, scope.regions.flatMap((region) => [region, region]))
  if (scope.grades) add(`c.grade IN (${scope.grades.map(() => '?').join(', ')})`, scope.grades)
  return { text: parts.join(' AND '), values }
}

function excludedDeals({ db }: AnalysisContext, scope: Scope, filters: Where, rows: readonly GroupRow[]): DealRows['excluded'] {
  const found = db
    .prepare(
      `SELECT sum(s.outcome = 'open') open, sum(s.outcome = 'void') void,
         sum(s.outcome IN ('won', 'lost') AND o.closed_on IS NULL) undated, sum(s.outcome IN ('won', 'lost') AND o.closed_on > ?) later
       ${FROM} WHERE ${filters.text}`,
    )
    .get(scope.asOf.date, ...filters.values) as Record<'open' | 'void' | 'undated' | 'later', number | null>
  const excluded = new ExcludedRows()
  excluded.add('open-deal', found.open ?? 0)
  excluded.add('void-deal', found.void ?? 0)
  excluded.add('no-close-date', found.undated ?? 0)
  excluded.add('after-as-of', found.later ?? 0)
  excluded.add('value-in-other-currency', rows.reduce((total, row) => total + row.foreignDeals, 0))
  return excluded.list()
}
