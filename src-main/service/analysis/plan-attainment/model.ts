import { ratio, sampleSd, sum } from '../rules/ratios.ts'

export interface PlanMonth {
  readonly month: string
  /** Null where nobody planned. */
  readonly planMinor: number | null
  readonly actualMinor: number
  /** Part of the month's working days that has passed: 1 for past months, 0 for coming ones. */
  readonly elapsed: number
}

export interface PlanAttainment {
  /** Plan up to the as-of date. */
  readonly planMinor: number | null
  readonly actualMinor: number
  readonly attainment: number | null
  readonly yearPlanMinor: number | null
  /** Straight on as so far; ignores the season and stands there for comparison. */
  readonly projectionLinearMinor: number | null
  /** So far against plan, carried over the rest of the plan. */
  readonly projectionSeasonalMinor: number | null
  readonly gapMinor: number | null
  readonly requiredPerPeriodMinor: number | null
  readonly requiredVsPlan: number | null
  /** Mean of actual - plan over mean plan, past months: what the planner usually misses by. */
  readonly bias: number | null
  readonly mape: number | null
}

/**
 * Compares actual sales with the plan to date and says what the rest of the year has to bring.
 *
 * Shape   the months of one plan year, in order.
 * Units   minor units, not rounded; ratios plain.
 * Edge    no plan gives null for everything that needs one; a plan to date <= 0 has a difference but no percentage.
 */
export function planAttainment(months: readonly PlanMonth[]): PlanAttainment {
  const isPlanned = months.some((month) => month.planMinor !== null)
  const plan = sum(months.map((month) => (month.planMinor ?? 0) * month.elapsed))
  const year = sum(months.map((month) => month.planMinor ?? 0))
  const actual = sum(months.filter((month) => month.elapsed > 0).map((month) => month.actualMinor))
  const elapsed = sum(months.map((month) => month.elapsed))
  const remaining = months.length - elapsed
  const gap = year - actual
  const pace = ratio(actual, plan)
  const past = months.filter((month) => month.elapsed === 1 && month.planMinor !== null && month.planMinor > 0)
  return {
    planMinor: isPlanned ? plan : null,
    actualMinor: actual,
    attainment: isPlanned ? pace : null,
    yearPlanMinor: isPlanned ? year : null,
    projectionLinearMinor: elapsed > 0 ? (actual / elapsed) * months.length : null,
    projectionSeasonalMinor: isPlanned && pace !== null ? pace * year : null,
    gapMinor: isPlanned ? gap : null,
    requiredPerPeriodMinor: isPlanned && remaining > 1e-9 ? gap / remaining : null,
    requiredVsPlan: isPlanned ? ratio(gap, year - plan) : null,
    bias: ratio(sum(past.map((month) => month.actualMinor - (month.planMinor ?? 0))), sum(past.map((month) => month.planMinor ?? 0))),
    mape:
      past.length === 0
        ? null
        : sum(past.map((month) => Math.abs(month.actualMinor / (month.planMinor ?? 1) - 1))) / past.length,
  }
}

/** A forecast month that still has to come: only `weight` of it, for the current month. */
export interface ComingMonth {
  readonly forecastMinor: number
  readonly step: number
  readonly weight: number
}

/** An error that the forecast's method made in the past. */
export interface RelativeError {
  readonly forecast: number
  readonly actual: number
}

const PATHS = 4000
const MIN_ERRORS = 12

/**
 * Gives the probability of reaching the year's plan: the share of simulated rests of the year that do.
 *
 * Shape   each path draws one error for the whole rest, since errors of neighbouring months go together, and a smaller one a month.
 * Edge    null with fewer than 12 past errors.
 */
export function hitProbability(gapMinor: number, coming: readonly ComingMonth[], errors: readonly RelativeError[], random: () => number): number | null {
  const sizes = errors.filter((error) => error.forecast > 0).map((error) => error.actual / error.forecast - 1)
  const spread = sampleSd(sizes)
  if (sizes.length < MIN_ERRORS || spread === null) return null
  const draw = (): number => sizes[Math.floor(random() * sizes.length)] ?? 0
  let reached = 0
  for (let path = 0; path < PATHS; path++) {
    const common = draw()
    const rest = sum(coming.map((month) => month.forecastMinor * month.weight * (1 + Math.SQRT1_2 * common + Math.SQRT1_2 * draw())))
    if (rest >= gapMinor) reached++
  }
  return reached / PATHS
}
