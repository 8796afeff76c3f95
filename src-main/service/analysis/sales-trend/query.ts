import type { AnalysisContext } from '../context.ts'
import { sumByMonth } from '../facts/scan.ts'
import { periodMonths } from '../rules/period.ts'
import type { Scope } from '../scope.ts'
import type { TrendMonth } from './model.ts'

/** Gives the months of the scope's period without gaps, and how many lines were summed. */
export function trendMonths(context: AnalysisContext, scope: Scope): { readonly months: readonly TrendMonth[]; readonly lines: number } {
  if (!scope.period) return { months: [], lines: 0 }
  const sums = sumByMonth(context.memory.facts, scope.filter)
  const months = periodMonths(scope.period).map(({ month, partial }) => {
    const sum = sums.get(month)
    return { month, grossMinor: sum?.grossMinor ?? 0, returnsMinor: sum?.returnsMinor ?? 0, partial }
  })
  return { months, lines: [...sums.values()].reduce((total, sum) => total + sum.lines, 0) }
}
