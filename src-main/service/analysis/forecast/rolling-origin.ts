import type { Member } from './members.ts'

/** One forecast made in the past and what came: `step` months ahead. */
export interface PastError {
  readonly step: number
  readonly forecast: number
  readonly actual: number
}

/** More origins would cost time and reach back to a firm that was another one. */
const MAX_ORIGINS = 24

/**
 * Gives the errors that a method would have made, forecasting from each of the latest months in turn.
 *
 * Shape   origins from `minTrain` months on, at most the latest 24; each up to `horizon` steps or the end of the series.
 */
export function rollingErrors(member: Member, values: readonly number[], horizon: number, minTrain: number): PastError[] {
  const errors: PastError[] = []
  for (let origin = Math.max(minTrain, values.length - MAX_ORIGINS); origin < values.length; origin++) {
    const path = member.predict(values.slice(0, origin), Math.min(horizon, values.length - origin))
    path.forEach((forecast, h) => {
      errors.push({ step: h + 1, forecast, actual: values[origin + h] ?? 0 })
    })
  }
  return errors
}

export function meanAbsoluteError(errors: readonly PastError[]): number {
  return errors.reduce((total, error) => total + Math.abs(error.actual - error.forecast), 0) / Math.max(1, errors.length)
}
