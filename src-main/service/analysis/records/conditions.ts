import { firstDayOfMonth, lastDayOfMonth } from '#shared/kernel/calendar-month.ts'
import { idFromText } from '#shared/kernel/ids.ts'
import type { DrillFilter } from '#shared/contract/analysis.contract.ts'
import type { AnalysisContext } from '../context.ts'
import { orgTree, subtree, withSubcategories } from '../dimensions.ts'

/** Collects conditions of a WHERE clause with their values. */
export class Conditions {
  readonly #parts: string[] = ['1 = 1']
  readonly #values: unknown[] = []

  add(text: string, ...values: readonly unknown[]): void {
    this.#parts.push(text)
    this.#values.push(...values)
  }

  /** Adds `column = value`; null asks for rows that have none, undefined for nothing. */
  equal(column: string, value: string | null | undefined): void {
    if (value === null) this.add(`${column} IS NULL`)
    else if (value !== undefined) this.add(`${column} = ?`, value)
  }

  id(column: string, id: string | null | undefined): void {
    if (id === null) this.add(`${column} IS NULL`)
    else if (id !== undefined) this.add(`${column} = ?`, Buffer.from(idFromText(id)))
  }

  anyId(column: string, ids: Iterable<string> | undefined): void {
    if (ids === undefined) return
    const list = [...ids].map((id) => Buffer.from(idFromText(id)))
    this.add(list.length === 0 ? '0 = 1' : `${column} IN (${list.map(() => '?').join(', ')})`, ...list)
  }

  get text(): string {
    return this.#parts.join(' AND ')
  }

  get values(): readonly unknown[] {
    return this.#values
  }
}

/** Columns that a kind of record offers to the filter; null where it has no such thing. */
export interface FilterColumns {
  readonly day: string
  readonly currency: string
  readonly customer: string | null
  readonly product: string | null
  readonly employee: string
  readonly channel: string | null
}

/**
 * Turns a drill-down filter into conditions over `c` (customer), `p` (product) and the columns named.
 *
 * Edge    `orgUnit` null means any unit, since a row about an employee has no unit of its own; beside a unit, `employee` null means
 *         anybody of it.
 */
export function conditionsOf(context: AnalysisContext, filter: DrillFilter, columns: FilterColumns): Conditions {
  const where = new Conditions()
  const { month } = filter
  if (filter.from !== undefined) where.add(`${columns.day} >= ?`, filter.from)
  if (filter.to !== undefined) where.add(`${columns.day} <= ?`, filter.to)
  if (month !== undefined) where.add(`${columns.day} BETWEEN ? AND ?`, firstDayOfMonth(month), lastDayOfMonth(month))
  where.equal(columns.currency, filter.currency)
  where.anyId(columns.employee, employeesIn(context, filter.orgUnits))
  where.anyId(columns.employee, filter.employees)
  if (typeof filter.orgUnit === 'string') where.anyId(columns.employee, employeesIn(context, [filter.orgUnit]))
  if (!(filter.employee === null && typeof filter.orgUnit === 'string')) where.id(columns.employee, filter.employee)
  if (columns.customer !== null) where.id(columns.customer, filter.customer)
  if (columns.product !== null) {
    where.anyId(columns.product, filter.products)
    where.id(columns.product, filter.product)
  }
  if (columns.channel !== null) where.equal(columns.channel, filter.channel)
  if (filter.categories) where.anyId('p.category_id', withSubcategories(context, filter.categories))
  where.id('p.category_id', filter.category)
  if (filter.regions) {
    where.add(`(${filter.regions.map(() => 'substr(c.region, 1, length(?)) = ?').join(' OR ')})`, ...filter.regions.flatMap((region) => [region, region]))
  }
  where.equal('c.region', filter.region)
  if (filter.grades) where.add(`c.grade IN (${filter.grades.map(() => '?').join(', ')})`, ...filter.grades)
  return where
}

function employeesIn({ db, memory }: AnalysisContext, units: readonly string[] | undefined): string[] | undefined {
  if (units === undefined) return undefined
  const tree = orgTree(db, memory)
  const inside = new Set(units.flatMap((unit) => [...subtree(tree, unit)]))
  return tree.employees.filter(({ unitId }) => unitId !== null && inside.has(unitId)).map(({ id }) => id)
}
