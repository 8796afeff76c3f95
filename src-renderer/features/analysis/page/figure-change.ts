import type { Cell } from '#shared/contract/analysis.contract.ts'
import { measureKind } from '#shared/domain/analysis/measure-kind.ts'

export interface FigureChange {
  readonly isUp: boolean
  readonly size: number
  /** A measure that is written like the size: growth for a relative change, growthPoints between two percentages. */
  readonly measure: 'growth' | 'growthPoints'
}

/**
 * Gives how a figure differs from last year's.
 *
 * Units   relative for amounts and counts, in points between two percentages.
 * Edge    null for no number, no change, or a base that is zero or negative: a percentage of that would mislead.
 */
export function figureChange(name: string, before: Cell | undefined, now: Cell | undefined): FigureChange | null {
  if (typeof before !== 'number' || typeof now !== 'number' || before === now) return null
  const isUp = now > before
  if (measureKind(name) === 'percent') return { isUp, size: Math.abs(now - before), measure: 'growthPoints' }
  return before <= 0 ? null : { isUp, size: Math.abs(now - before) / before, measure: 'growth' }
}
