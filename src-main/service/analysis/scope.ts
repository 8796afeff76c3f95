import type { CommonParams, DrillFilter, Excluded } from '#shared/contract/analysis.contract.ts'
import { firstDayOfMonth } from '#shared/kernel/calendar-month.ts'
import type { AnalysisContext } from './context.ts'
import { customerTraits, numbersOf, orgTree, productsByNumber, sizeOf, subtree, withSubcategories } from './dimensions.ts'
import { textsByNumber } from './facts/keys.ts'
import { daysOf } from './facts/load.ts'
import { countAfter, countOtherCurrencies } from './facts/scan.ts'
import type { LineFilter } from './facts/scan.ts'
import { remembered } from './memory.ts'
import { resolveReferences } from './references.ts'
import { ExcludedRows } from './rules/excluded.ts'
import { chooseAsOf } from './rules/period.ts'
import type { AsOf, Period } from './rules/period.ts'

/** What the parameters mean in this database: dates chosen, names resolved, lines to count. */
export interface Scope {
  readonly asOf: AsOf
  /** Null when there is nothing to look at: no orders and no dates given. */
  readonly period: Period | null
  readonly currency: string
  readonly filter: LineFilter
  /** Resolved ids; null = no such filter. Units stand for their subtrees. */
  readonly orgUnits: string[] | null
  readonly employees: string[] | null
  readonly products: string[] | null
  readonly categories: string[] | null
  readonly regions: string[] | null
  readonly grades: string[] | null
  readonly drill: DrillFilter
}

/** Resolves parameters against the database. Errors: `param-not-found` for a name or code that no record has. */
export function scopeOf(context: AnalysisContext, params: CommonParams): Scope {
  const { db, memory } = context
  const days = daysOf(memory.facts)
  const asOf = chooseAsOf(params.asOf, context.today, days?.last ?? null)
  const to = params.to !== undefined && params.to < asOf.date ? params.to : asOf.date
  const from = params.from ?? (days ? beginningOf(days.first) : undefined)
  const orgUnits = resolveReferences(db, 'orgUnit', params.orgUnit)
  const employees = resolveReferences(db, 'employee', params.employee)
  const products = resolveReferences(db, 'product', params.product)
  const categoryIds = resolveReferences(db, 'category', params.category)
  const regions = asList(params.region)
  const grades = asList(params.grade)
  const { currency, number } = currencyOf(context, params.currency)
  const period = from === undefined ? null : { from, to }
  return {
    asOf,
    period,
    currency,
    filter: {
      from: period?.from ?? '9999-12-31',
      to: period?.to ?? '0001-01-01',
      currency: number,
      customers: customerMask(context, regions, grades),
      products: productMask(context, products, categoryIds),
      employees: employeeMask(context, employees, orgUnits),
    },
    orgUnits,
    employees,
    products,
    categories: categoryIds,
    regions,
    grades,
    drill: {
      ...(period ?? {}),
      currency,
      ...(orgUnits && { orgUnits }),
      ...(employees && { employees }),
      ...(products && { products }),
      ...(categoryIds && { categories: categoryIds }),
      ...(regions && { regions }),
      ...(grades && { grades }),
    },
  }
}

const FIRST_WEEK_ENDS = 7

/** A first order in the first week of a month means the month was seen whole; a later one means that it was not. */
function beginningOf(firstDay: string): string {
  return Number(firstDay.slice(8)) <= FIRST_WEEK_ENDS ? firstDayOfMonth(firstDay.slice(0, 7)) : firstDay
}

/** Gives what the scope leaves out although it lies inside its filters, and the model's own exclusions. */
export function excludedLines(context: AnalysisContext, scope: Scope, own: readonly Excluded[] = []): Excluded[] {
  const excluded = new ExcludedRows()
  excluded.add('other-currency', countOtherCurrencies(context.memory.facts, scope.filter, sizeOf(context.db, context.memory, 'currency')))
  excluded.add('after-as-of', countAfter(context.memory.facts, scope.asOf.date))
  for (const { reason, count } of own) excluded.add(reason, count)
  return excluded.list()
}

/** Gives the wanted currency, else the firm's; when nothing was sold in the firm's, the one with most lines. */
function currencyOf({ db, memory, firm }: AnalysisContext, wanted: string | undefined): { currency: string; number: number } {
  const known = remembered(memory, 'currencies', () => textsByNumber(db, 'currency'))
  const chosen = wanted ?? (known.includes(firm.currency) ? firm.currency : (remembered(memory, 'main-currency', () => mainCurrency(known, memory.facts)) ?? firm.currency))
  return { currency: chosen, number: known.indexOf(chosen) }
}

function mainCurrency(known: readonly string[], facts: AnalysisContext['memory']['facts']): string | undefined {
  const lines = known.map(() => 0)
  for (const chunk of facts.chunks) for (const n of chunk.currency) lines[n] = (lines[n] ?? 0) + 1
  return known[lines.indexOf(Math.max(...lines))]
}

function customerMask(context: AnalysisContext, regions: readonly string[] | null, grades: readonly string[] | null): Uint8Array | null {
  if (!regions && !grades) return null
  const traits = customerTraits(context.db, context.memory)
  return Uint8Array.from(traits.region, (region, n) => {
    const grade = traits.grade[n] ?? null
    const isInRegion = !regions || (region !== null && regions.some((prefix) => region.startsWith(prefix)))
    return isInRegion && (!grades || (grade !== null && grades.includes(grade))) ? 1 : 0
  })
}

function productMask(context: AnalysisContext, products: readonly string[] | null, wanted: readonly string[] | null): Uint8Array | null {
  if (!products && !wanted) return null
  const inside = withSubcategories(context, wanted ?? [])
  return Uint8Array.from(productsByNumber(context.db, context.memory), (product) => {
    if (!product) return 0
    return (!products || products.includes(product.id)) && (!wanted || (product.categoryId !== null && inside.has(product.categoryId))) ? 1 : 0
  })
}

/** Gives the employees that both filters allow; null without a filter. */
export function allowedEmployees(context: AnalysisContext, employees: readonly string[] | null, orgUnits: readonly string[] | null): Set<string> | null {
  if (!employees && !orgUnits) return null
  const tree = orgTree(context.db, context.memory)
  const units = orgUnits && new Set(orgUnits.flatMap((unit) => [...subtree(tree, unit)]))
  const allowed = tree.employees.filter(({ id, unitId }) => (!employees || employees.includes(id)) && (!units || (unitId !== null && units.has(unitId))))
  return new Set(allowed.map(({ id }) => id))
}

function employeeMask(context: AnalysisContext, employees: readonly string[] | null, orgUnits: readonly string[] | null): Uint8Array | null {
  const allowed = allowedEmployees(context, employees, orgUnits)
  if (!allowed) return null
  const mask = new Uint8Array(sizeOf(context.db, context.memory, 'employee'))
  for (const [id, n] of numbersOf(context.db, context.memory, 'employee')) if (allowed.has(id)) mask[n] = 1
  return mask
}

function asList(value: string | string[] | undefined): string[] | null {
  if (value === undefined) return null
  return typeof value === 'string' ? [value] : value
}
