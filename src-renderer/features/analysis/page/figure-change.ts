import type { Cell } from '#shared/contract/analysis.contract.ts'
import { measureKind } from '#shared/domain/analysis/measure-kind.ts'

export interface FigureChange {
  readonly isUp: boolean
  /** Good news, bad news, or neither: more returns or lost deals are nothing to be shown in green. */
  readonly tone: 'good' | 'bad' | 'neutral'
  readonly size: number
  /** A measure that is written like the size: growth for a relative change, growthPoints between two percentages. */
  readonly measure: 'growth' | 'growthPoints'
}

const WORSE_WHEN_MORE: ReadonlySet<string> = new Set(['returnsMinor', 'lost', 'cycleDaysWon', 'requiredPerPeriodMinor'])
/** How sales are spread, what was planned and how sure a test is are neither good nor bad. */
const NEUTRAL: ReadonlySet<string> = new Set(['p', 'planMinor', 'customersForHalf', 'top20Share', 'effectiveNumber', 'countA'])

/**
 * Gives how a figure differs from last year's.
 *
 * Units   relative for amounts and counts, in points between two percentages.
 * Edge    null for no number, no change, or a base that is zero or negative: a percentage of that would mislead.
 */
export function figureChange(name: string, before: Cell | undefined, now: Cell | undefined): FigureChange | null {
  if (typeof before !== 'number' || typeof now !== 'number' || before === now) return null
  const isUp = now > before
  const tone = NEUTRAL.has(name) ? 'neutral' : isUp === WORSE_WHEN_MORE.has(name) ? 'bad' : 'good'
  if (measureKind(name) === 'percent') return { isUp, tone, size: Math.abs(now - before), measure: 'growthPoints' }
  return before <= 0 ? null : { isUp, tone, size: Math.abs(now - before) / before, measure: 'growth' }
}
