import { addMonths, lastDayOfMonth, monthRange, toMonthNumber } from '#shared/kernel/calendar-month.ts'
import type { AnalysisContext } from '../context.ts'
import { numbersOf, orgTree, sizeOf, subtree, uuidOf, withSubcategories } from '../dimensions.ts'
import { forEachMonth } from '../facts/scan.ts'
import { remembered } from '../memory.ts'
import { elapsedShare } from '../rules/workdays.ts'
import type { CalendarExceptions } from '../rules/workdays.ts'
import { allowedEmployees } from '../scope.ts'
import type { Scope } from '../scope.ts'
import type { PlanMonth } from './model.ts'
import { PlanTree } from './plan-tree.ts'
import type { PlanNode, TargetRow } from './plan-tree.ts'

export interface UnitMonths {
  readonly node: PlanNode
  readonly name: string
  readonly code: string | null
  readonly months: readonly PlanMonth[]
}

export interface PlanRows {
  readonly months: readonly PlanMonth[]
  readonly units: readonly UnitMonths[]
  readonly targets: number
  /** Lines inside the year that no employee is named on: they count for the firm only. */
  readonly linesWithoutEmployee: number
}

/** Gives the twelve months of the plan year that holds a date; the firm says in which month its year begins. */
export function planYear(date: string, fiscalYearStart: number): string[] {
  const month = date.slice(0, 7)
  const into = (((toMonthNumber(month) - (fiscalYearStart - 1)) % 12) + 12) % 12
  const first = addMonths(month, -into)
  return monthRange(first, addMonths(first, 11))
}

/** Gives plan and actual sales of the plan year by month, for the whole scope and for every unit and employee in it. */
export function planRows(context: AnalysisContext, scope: Scope): PlanRows {
  const { db, memory } = context
  const months = planYear(scope.asOf.date, context.firm.fiscalYearStart)
  const tree = orgTree(db, memory)
  const targets = readTargets(context, scope, months)
  const plans = new PlanTree(tree, targets)
  const actual = actualByEmployee(context, scope, months)
  const exceptions = calendarExceptions(context)
  const elapsed = months.map((month) => elapsedShare(month, scope.asOf.date, exceptions))
  const allowed = allowedEmployees(context, scope.employees, scope.orgUnits)
  const tops = topNodes(context, scope)

  const monthsOf = (nodes: readonly PlanNode[], sales: (i: number) => number): PlanMonth[] =>
    months.map((month, i) => {
      const parts = nodes.map((node) => plans.planOf(node, month)).filter((plan) => plan !== null)
      return { month, planMinor: parts.length === 0 ? null : parts.reduce((a, b) => a + b, 0), actualMinor: sales(i), elapsed: elapsed[i] ?? 0 }
    })
  const salesOf = (employees: Iterable<string>, i: number): number => {
    let total = 0
    for (const id of employees) total += actual.byEmployee.get(id)?.[i] ?? 0
    return total
  }
  const units: UnitMonths[] = []
  const membersOf = new Map<string, string[]>()
  for (const { id, unitId } of tree.employees) if (unitId !== null) membersOf.set(unitId, [...(membersOf.get(unitId) ?? []), id])
  if (!scope.employees) {
    const shown = scope.orgUnits ? new Set(scope.orgUnits.flatMap((unit) => [...subtree(tree, unit)])) : null
    for (const unit of tree.units) {
      if (shown && !shown.has(unit.id)) continue
      const members = [...subtree(tree, unit.id)].flatMap((id) => membersOf.get(id) ?? [])
      units.push({ node: { kind: 'unit', id: unit.id }, name: unit.name, code: unit.code, months: monthsOf([{ kind: 'unit', id: unit.id }], (i) => salesOf(members, i)) })
    }
  }
  for (const employee of tree.employees) {
    if (allowed && !allowed.has(employee.id)) continue
    const node = { kind: 'employee' as const, id: employee.id }
    units.push({ node, name: employee.name, code: employee.code, months: monthsOf([node], (i) => salesOf([employee.id], i)) })
  }
  return {
    months: monthsOf(tops, (i) => actual.total[i] ?? 0),
    units: units.filter((unit) => unit.months.some((month) => month.planMinor !== null || month.actualMinor !== 0)),
    targets: targets.length,
    linesWithoutEmployee: allowed ? 0 : actual.linesWithoutEmployee,
  }
}

/** Gives the nodes whose plans add up to the scope's: the firm, or the filtered units without those below others of them. */
function topNodes({ db, memory }: AnalysisContext, scope: Scope): PlanNode[] {
  if (scope.employees) {
    return [...(allowedEmployees({ db, memory } as AnalysisContext, scope.employees, scope.orgUnits) ?? [])].map((id) => ({ kind: 'employee', id }))
  }
  if (!scope.orgUnits) return [{ kind: 'firm' }]
  const tree = orgTree(db, memory)
  const wanted = scope.orgUnits
  const isBelow = (id: string): boolean => wanted.some((other) => other !== id && subtree(tree, other).has(id))
  return wanted.filter((id) => !isBelow(id)).map((id) => ({ kind: 'unit', id }))
}

type HexTarget = Record<'period' | 'unitId' | 'employeeId' | 'categoryId' | 'productId', string> & { readonly amountMinor: number }

function readTargets({ db, memory }: AnalysisContext, scope: Scope, months: readonly string[]): TargetRow[] {
  const rows = db
    .prepare(
      `SELECT period, hex(org_unit_id) unitId, hex(employee_id) employeeId, hex(category_id) categoryId, hex(product_id) productId, amount_minor amountMinor
       FROM target WHERE period BETWEEN ? AND ? AND currency = ? ORDER BY id`,
    )
    .all(months[0], months[months.length - 1], scope.currency) as HexTarget[]
  const inside = withSubcategories({ db, memory }, scope.categories ?? [])
  return rows
    .map((row) => ({
      period: row.period,
      unitId: uuidOf(row.unitId),
      employeeId: uuidOf(row.employeeId),
      categoryId: uuidOf(row.categoryId),
      productId: uuidOf(row.productId),
      amountMinor: row.amountMinor,
    }))
    .filter((row) => {
      // A filter by product needs plans by product; a plan for everything cannot be compared with sales of one.
      if (scope.products) return row.productId !== null && scope.products.includes(row.productId)
      if (scope.categories) return row.categoryId !== null && inside.has(row.categoryId)
      return true
    })
}

interface Actual {
  readonly total: Float64Array
  readonly byEmployee: ReadonlyMap<string, Float64Array>
  readonly linesWithoutEmployee: number
}

function actualByEmployee(context: AnalysisContext, scope: Scope, months: readonly string[]): Actual {
  const { db, memory } = context
  const size = sizeOf(db, memory, 'employee')
  const matrix = new Float64Array((size + 1) * months.length)
  const indexOf = new Map(months.map((month, i) => [month, i]))
  const last = months[months.length - 1] ?? ''
  const end = scope.asOf.date < lastDayOfMonth(last) ? scope.asOf.date : lastDayOfMonth(last)
  let linesWithoutEmployee = 0
  forEachMonth(memory.facts, { ...scope.filter, from: `${months[0] ?? ''}-01`, to: end }, (chunk, rows, count) => {
    const month = indexOf.get(chunk.month) ?? 0
    for (let at = 0; at < count; at++) {
      const i = rows[at] ?? 0
      const employee = (chunk.employee[i] ?? -1) + 1
      if (employee === 0) linesWithoutEmployee++
      const slot = employee * months.length + month
      const amount = chunk.amount[i] ?? 0
      matrix[slot] = (matrix[slot] ?? 0) + (chunk.isReturn[i] === 1 ? -amount : amount)
    }
  })
  const rowOf = (n: number): Float64Array => matrix.subarray((n + 1) * months.length, (n + 2) * months.length)
  const total = new Float64Array(months.length)
  matrix.forEach((value, slot) => {
    total[slot % months.length] = (total[slot % months.length] ?? 0) + value
  })
  return { total, byEmployee: new Map([...numbersOf(db, memory, 'employee')].map(([id, n]) => [id, rowOf(n)])), linesWithoutEmployee }
}

function calendarExceptions({ db, memory }: AnalysisContext): CalendarExceptions {
  return remembered(
    memory,
    'calendar',
    () => new Map(db.prepare("SELECT day, kind FROM calendar_day WHERE kind IN ('work', 'rest') ORDER BY id").raw(true).all() as [string, 'work' | 'rest'][]),
  )
}
