import type * as z from 'zod'
import type { Target as TargetShape } from '#shared/contract/organisation.contract.ts'
import { apportion } from '#shared/kernel/shares.ts'

export type Target = z.infer<typeof TargetShape>

/** Whose targets a line of the sheet holds. */
export interface TargetOwner {
  readonly id: string
  readonly name: string
  readonly depth: number
  readonly parentId: string | null
}

export interface TargetRow extends TargetOwner {
  /** January to December; null: no target. */
  readonly months: readonly (number | null)[]
  /** Sum of the months that have a target, null when none has. */
  readonly total: number | null
}

export interface TargetSheet {
  readonly rows: readonly TargetRow[]
  /** Per month, then the year; a row below one that has a target that month does not count again. */
  readonly sums: readonly (number | null)[]
}

export interface TargetScope {
  readonly year: number
  readonly by: 'unit' | 'employee'
  /** Null: targets over all products. */
  readonly categoryId: string | null
}

/** Lays targets out as a sheet: one line per owner, twelve months. Targets of single products are not on it. */
export function targetSheet(owners: readonly TargetOwner[], targets: readonly Target[], scope: TargetScope): TargetSheet {
  const amounts = new Map<string, number>()
  for (const target of targets) {
    const owner = scope.by === 'unit' ? (target.employee ? null : target.orgUnit) : target.employee
    if (!owner || target.product || (target.category?.id ?? null) !== scope.categoryId) continue
    const key = `${owner.id} ${target.period}`
    amounts.set(key, (amounts.get(key) ?? 0) + target.amountMinor)
  }
  const rows = owners.map((owner) => {
    const months = monthsOfYear(scope.year).map((month) => amounts.get(`${owner.id} ${month}`) ?? null)
    return { ...owner, months, total: sum(months) }
  })
  return { rows, sums: columnSums(rows) }
}

export function monthsOfYear(year: number): string[] {
  return Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`)
}

/** Divides a year's amount over its months without a remainder: as the months weigh now, equally when they are empty. */
export function splitYear(total: number, months: readonly (number | null)[]): number[] {
  const weights = months.map((amount) => Math.max(0, amount ?? 0))
  return apportion(total, weights)
}

function columnSums(rows: readonly TargetRow[]): (number | null)[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const months = Array.from({ length: 12 }, (_, month) =>
    sum(rows.filter((row) => !hasTargetAbove(row, month, byId)).map((row) => row.months[month] ?? null)),
  )
  return [...months, sum(months)]
}

function hasTargetAbove(row: TargetRow, month: number, byId: ReadonlyMap<string, TargetRow>): boolean {
  let above = row.parentId === null ? undefined : byId.get(row.parentId)
  // A tree that a merge has bent into a circle must not hang the page.
  for (let steps = 0; above && above !== row && steps < byId.size; steps++) {
    if ((above.months[month] ?? null) !== null) return true
    above = above.parentId === null ? undefined : byId.get(above.parentId)
  }
  return false
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0)
}
