import type { AnalysisContext } from '../context.ts'
import { customerHexIds, sizeOf } from '../dimensions.ts'
import { daysOf } from '../facts/load.ts'
import { netByGroup, sumByGroup } from '../facts/scan.ts'
import { periodBefore } from '../rules/period.ts'
import type { Scope } from '../scope.ts'
import type { CustomerSales } from './score.model.ts'

export interface CustomerSalesRows {
  /** One per customer with a line in the period; ids in hex. */
  readonly rows: readonly CustomerSales[]
  readonly anonymousLines: number
}

/** Gives what every customer bought in the scope, and the year before where the data reach back that far. */
export function customerSales(context: AnalysisContext, scope: Scope): CustomerSalesRows {
  const { db, memory } = context
  const size = sizeOf(db, memory, 'customer')
  const ids = customerHexIds(db, memory)
  const sums = sumByGroup(memory.facts, scope.filter, 'customer', size)
  const before = scope.period && periodBefore(scope.period)
  const firstDay = daysOf(memory.facts)?.first
  const previous = before && firstDay !== undefined && before.from >= firstDay ? netByGroup(memory.facts, { ...scope.filter, ...before }, 'customer', size) : null
  const rows: CustomerSales[] = []
  for (let n = 0; n < size; n++) {
    const slot = n + 1
    if (!sums.lines[slot]) continue
    const grossMinor = sums.gross[slot] ?? 0
    const returnsMinor = sums.returns[slot] ?? 0
    rows.push({
      id: ids[n] ?? '',
      grossMinor,
      returnsMinor,
      unitsMilli: sums.unitsMilli[slot] ?? 0,
      marginMinor: sums.costless[slot] ? null : grossMinor - returnsMinor - (sums.cost[slot] ?? 0),
      previousMinor: previous ? (previous[slot] ?? 0) : null,
    })
  }
  return { rows, anonymousLines: sums.lines[0] ?? 0 }
}
