import type { AnalysisContext } from '../context.ts'
import { uuidOf, withSubcategories } from '../dimensions.ts'
import { remembered } from '../memory.ts'
import { allowedEmployees } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { derived } from './deals.ts'
import type { CodedColumn, Deals } from './deals.ts'

/** Gives the places of the deals that the scope's filters let in; a deal without what a filter asks for is out. */
export function chosenDeals(context: AnalysisContext, scope: Scope, deals: Deals): Int32Array {
  const filters = filtersOf(context, scope, deals)
  const chosen = new Int32Array(deals.count)
  let count = 0
  for (let row = 0; row < deals.count; row++) {
    if (filters.every(({ codes, mask }) => mask[codes[row] ?? 0] === 1)) chosen[count++] = row
  }
  return chosen.subarray(0, count)
}

interface CodeFilter {
  readonly codes: Int32Array
  /** One byte per number of the column: 1 lets the deal in. */
  readonly mask: Uint8Array
}

function filtersOf(context: AnalysisContext, scope: Scope, deals: Deals): CodeFilter[] {
  const filters: CodeFilter[] = []
  const add = ({ codes, values }: CodedColumn, lets: (text: string) => boolean): void => {
    filters.push({ codes, mask: Uint8Array.from(values, (text) => (text !== null && lets(text) ? 1 : 0)) })
  }
  const { products, categories, regions, grades } = scope
  const employees = allowedEmployees(context, scope.employees, scope.orgUnits)
  if (employees) add(deals.owner, (id) => employees.has(id))
  if (products) add(deals.product, (id) => products.includes(id))
  if (categories) {
    const inside = withSubcategories(context, categories)
    const categoryOf = productCategories(context)
    add(deals.product, (id) => inside.has(categoryOf.get(id) ?? ''))
  }
  if (regions) add(regionsOf(context, deals), (region) => regions.some((prefix) => region.startsWith(prefix)))
  if (grades) add(customerColumns(context, deals).grade, (grade) => grades.includes(grade))
  return filters
}

/** Gives the region of each deal's customer. */
export function regionsOf(context: AnalysisContext, deals: Deals): CodedColumn {
  return customerColumns(context, deals).region
}

/** Both traits at once: the customers are what takes time to read. */
function customerColumns({ db, memory }: AnalysisContext, { customer }: Deals): { readonly region: CodedColumn; readonly grade: CodedColumn } {
  return remembered(memory, 'deal-customers', () => {
    const found = db
      .prepare('SELECT hex(id), region, grade FROM customer WHERE id IN (SELECT DISTINCT customer_id FROM opportunity)')
      .raw(true)
      .iterate() as IterableIterator<[string, string | null, string | null]>
    const regions = new Map<string, string | null>()
    const grades = new Map<string, string | null>()
    for (const [id, region, grade] of found) {
      regions.set(id, region)
      grades.set(id, grade)
    }
    return { region: derived(customer, (id) => regions.get(id) ?? null), grade: derived(customer, (id) => grades.get(id) ?? null) }
  })
}

function productCategories({ db, memory }: AnalysisContext): ReadonlyMap<string, string | null> {
  return remembered(memory, 'product-categories', () => {
    const rows = db.prepare('SELECT hex(id), hex(category_id) FROM product').raw(true).all() as [string, string | null][]
    return new Map(rows.map(([id, category]) => [uuidOf(id) ?? '', uuidOf(category)]))
  })
}
