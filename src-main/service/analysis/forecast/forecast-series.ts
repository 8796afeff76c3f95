import { hasSeason, PERIOD } from './decompose.ts'
import { rangesAround } from './intervals.ts'
import type { Ranges } from './intervals.ts'
import { classicalTheta, dynamicTheta, etsMember, flatMean, meanOf, seasonalNaive, shrunkEts, shrunkTheta, simpleSmoothing } from './members.ts'
import type { Member } from './members.ts'
import { meanAbsoluteError, rollingErrors } from './rolling-origin.ts'
import type { PastError } from './rolling-origin.ts'
import { croston } from './smoothing.ts'

export interface SeriesForecast extends Ranges {
  readonly method: string
  readonly points: number[]
  /** Months used, after months before the first sale were cut off. */
  readonly n: number
  readonly seasonal: boolean
  /** `stopped`: nothing for a year; `lumpy`: many months without demand; `short`: less than asked for can be answered. */
  readonly notes: readonly ('stopped' | 'lumpy' | 'short')[]
}

/** Fewer months than this carry no forecast beyond the next one. */
const MIN_MONTHS = 6
const LUMPY_SHARE = 0.3
/** Another method replaces the default only when it would have been better by this much: small differences are chance. */
const CLEARLY_BETTER = 0.75
const MIN_ORIGINS_TO_CHOOSE = 18

/**
 * Forecasts a monthly series by the method that its length and its own past recommend.
 *
 * Shape   below 6 months one step by the mean; 6-11 smoothing or mean; 12-35 seasonal naive with Theta (from 24 with
 *         exponential smoothing); from 36 the mean of Theta, dynamic Theta and exponential smoothing. Rolling-origin
 *         errors may choose plain Theta instead. More than 30 % zero months: Croston with Syntetos-Boylan's correction.
 * Edge    months before the first sale do not count; a year of zeros at the end forecasts 0; no months give no points.
 * Source  why the mean leads: on real monthly sales no member was best everywhere, and their mean beat each of them.
 * Cost    about 10-30 ms for ten years of months.
 */
export function forecastSeries(series: readonly number[], horizon: number): SeriesForecast {
  return forecastWithErrors(series, horizon).forecast
}

/** Gives the forecast and the errors that its method made in the past, for simulating what may come. */
export function forecastWithErrors(series: readonly number[], horizon: number): { forecast: SeriesForecast; errors: readonly PastError[] } {
  const values = series.slice(Math.max(0, series.findIndex((value) => value !== 0)))
  const n = series.some((value) => value !== 0) ? values.length : 0
  const seasonal = hasSeason(values)
  if (n === 0) {
    return { forecast: { method: 'none', points: [], lo80: [], hi80: [], lo95: [], hi95: [], n, seasonal, notes: ['short'] }, errors: [] }
  }

  const zeros = values.filter((value) => value === 0).length
  if (n > PERIOD && values.slice(-PERIOD).every((value) => value === 0)) {
    const none = new Array<number>(horizon).fill(0)
    return { forecast: { method: 'stopped', points: none, lo80: none, hi80: none, lo95: none, hi95: none, n, seasonal, notes: ['stopped'] }, errors: [] }
  }
  const lumpy = n >= MIN_MONTHS && zeros / n > LUMPY_SHARE
  const steps = n < MIN_MONTHS ? Math.min(1, horizon) : horizon
  const candidates = lumpy ? [crostonMember] : candidatesFor(values)
  const { member, errors } = choose(candidates, values, horizon)
  const points = member.predict(values, steps)
  const notes = lumpy ? (['lumpy'] as const) : steps < horizon ? (['short'] as const) : []
  return { forecast: { method: member.name, points, ...rangesAround(points, errors, values), n, seasonal, notes }, errors }
}

const crostonMember: Member = {
  name: 'croston-sba',
  predict: (values, horizon) => new Array<number>(horizon).fill(croston(values).sba),
}

/** Gives the methods that a length allows; the first is the default. */
function candidatesFor(values: readonly number[]): Member[] {
  const n = values.length
  if (n < MIN_MONTHS) return [flatMean]
  if (n < PERIOD) return [simpleSmoothing, flatMean]
  if (n < 2 * PERIOD) return [meanOf('mean-snaive-theta', [seasonalNaive, classicalTheta]), classicalTheta]
  if (n < 3 * PERIOD) return [meanOf('mean-snaive-theta-ets', [seasonalNaive, shrunkTheta, etsMember(values)]), classicalTheta]
  const members = [shrunkTheta, dynamicTheta(values), etsMember(values), ...(n < 4 * PERIOD ? [] : [shrunkEts(values)])]
  return [meanOf('mean-theta-ets', members), classicalTheta]
}

function choose(candidates: readonly Member[], values: readonly number[], horizon: number): { member: Member; errors: PastError[] } {
  const minTrain = Math.min(values.length, values.length < 3 * PERIOD ? Math.max(3, Math.ceil(values.length / 2)) : 2 * PERIOD)
  const judged = candidates.map((member) => {
    const errors = rollingErrors(member, values, horizon, minTrain)
    return { member, errors, size: meanAbsoluteError(errors) }
  })
  const [first, ...others] = judged
  if (!first) throw new Error('forecastSeries: no candidate')
  if (values.length - minTrain < MIN_ORIGINS_TO_CHOOSE) return first
  return others.reduce((best, other) => (other.size < best.size * (best === first ? CLEARLY_BETTER : 1) ? other : best), first)
}
