import { nelderMead } from '../rules/nelder-mead.ts'
import { deseasonalise, PERIOD, seasonalIndices } from './decompose.ts'
import { leastSquaresSlope } from './trend.ts'

/** Form of an exponential smoothing state space model: error, trend (none, damped or straight) and season. */
export interface EtsForm {
  readonly error: 'A' | 'M'
  readonly trend: 'N' | 'A' | 'Ad'
  readonly season: 'N' | 'A' | 'M'
}

interface Parameters {
  readonly alpha: number
  readonly beta: number
  readonly gamma: number
  readonly phi: number
  readonly level: number
  readonly slope: number
}

export interface EtsFit {
  readonly form: EtsForm
  readonly parameters: Parameters
  /** Start indices by position in the series; 0 or 1 throughout without a season. */
  readonly startSeason: readonly number[]
  readonly aicc: number
}

interface Filtered {
  readonly level: number
  readonly slope: number
  readonly season: Float64Array
  /** -2 log likelihood up to a constant. */
  readonly deviance: number
}

/** Runs the model over the values; the error form changes the likelihood only, as all forms here share one point path. */
function filter(values: readonly number[], form: EtsForm, p: Parameters, startSeason: readonly number[]): Filtered {
  const { alpha, beta, gamma } = p
  const phi = form.trend === 'N' ? 0 : p.phi
  const season = Float64Array.from(startSeason)
  const n = values.length
  let level = p.level
  let slope = form.trend === 'N' ? 0 : p.slope
  let squares = 0
  let logs = 0
  for (let t = 0; t < n; t++) {
    const value = values[t] ?? 0
    const at = t % PERIOD
    const index = season[at] ?? 0
    const straight = level + phi * slope
    const expected = form.season === 'M' ? straight * index : straight + index
    const error = value - expected
    if (form.error === 'M') {
      if (expected <= 0) return { level, slope, season, deviance: Number.POSITIVE_INFINITY }
      squares += (error / expected) ** 2
      logs += Math.log(expected)
    } else squares += error * error
    if (form.season === 'M') {
      if (straight <= 0 || index <= 0) return { level, slope, season, deviance: Number.POSITIVE_INFINITY }
      level = straight + (alpha * error) / index
      slope = phi * slope + (beta * error) / index
      season[at] = index + (gamma * error) / straight
    } else {
      level = straight + alpha * error
      slope = phi * slope + beta * error
      if (form.season === 'A') season[at] = index + gamma * error
    }
  }
  return { level, slope, season, deviance: n * Math.log(Math.max(squares, 1e-300)) + 2 * logs }
}

/**
 * Fits one form. Start indices come from the classical decomposition of the whole series and stay; everything else is
 * optimised. That costs a little likelihood against optimising eleven more numbers, and is far quicker.
 *
 * Edge    null where the form cannot be fitted: too short, or ratios of values that are not positive.
 */
export function fitEts(values: readonly number[], form: EtsForm): EtsFit | null {
  const positive = values.every((value) => value > 0)
  if ((form.error === 'M' || form.season === 'M') && !positive) return null
  const kind = form.season === 'M' ? 'multiplicative' : 'additive'
  const startSeason = form.season === 'N' ? new Array<number>(PERIOD).fill(0) : seasonalIndices(values, kind)
  if (!startSeason) return null
  const parameterCount = { N: 2, A: 4, Ad: 5 }[form.trend] + (form.season === 'N' ? 0 : PERIOD) + 1
  if (values.length <= parameterCount + 1) return null

  const adjusted = deseasonalise(values, startSeason, kind).slice(0, PERIOD)
  const slope = form.trend === 'N' ? 0 : leastSquaresSlope(adjusted)
  const level = adjusted.reduce((a, b) => a + b, 0) / adjusted.length - (slope * (adjusted.length + 1)) / 2
  const scale = Math.max(Math.abs(level), ...adjusted.map(Math.abs)) * 0.1 || 1
  const read = (x: readonly number[]): Parameters => {
    const alpha = 1e-4 + 0.9998 * unit(x[0])
    return {
      alpha,
      level: level + (x[1] ?? 0) * scale,
      beta: form.trend === 'N' ? 0 : alpha * unit(x[2]),
      slope: slope + (x[3] ?? 0) * scale * 0.1,
      gamma: form.season === 'N' ? 0 : (1 - alpha) * unit(x[4]),
      phi: form.trend === 'Ad' ? 0.8 + 0.18 * unit(x[5]) : 1,
    }
  }
  const free = [0, 1, ...(form.trend === 'N' ? [] : [2, 3]), ...(form.season === 'N' ? [] : [4]), ...(form.trend === 'Ad' ? [5] : [])]
  const spread = (point: readonly number[]): number[] => {
    const x = [...START]
    free.forEach((position, i) => {
      x[position] = point[i] ?? 0
    })
    return x
  }
  const best = nelderMead(
    (point) => filter(values, form, read(spread(point)), startSeason).deviance,
    free.map((position) => START[position] ?? 0),
    { step: 0.25, tolerance: 1e-7, maxEvaluations: 110 * free.length },
  )
  if (!Number.isFinite(best.value)) return null
  const k = parameterCount
  const aicc = best.value + 2 * k + (2 * k * (k + 1)) / (values.length - k - 1)
  return { form, parameters: read(spread(best.point)), startSeason, aicc }
}

/** alpha, level, beta, slope, gamma, phi before the optimiser moves them; angles for those that live in 0..1. */
const START = [0.6, 0, 0.3, 0, 0.25, 1.2]

function unit(angle: number | undefined): number {
  return Math.sin(angle ?? 0) ** 2
}

const TRENDS = ['N', 'A', 'Ad'] as const

/**
 * Chooses the form with the smallest AICc and fits it.
 *
 * Shape   candidates are those of R's ets() without multiplicative trend and without additive error on a multiplicative season.
 * Edge    null when no form fits, which happens below 5 values.
 * Source  Hyndman, Koehler, Snyder & Grose (2002).
 */
export function fitBestEts(values: readonly number[], seasons: readonly EtsForm['season'][]): EtsFit | null {
  let best: EtsFit | null = null
  for (const season of seasons) {
    for (const trend of TRENDS) {
      for (const error of season === 'M' ? (['M'] as const) : (['A', 'M'] as const)) {
        const fit = fitEts(values, { error, trend, season })
        if (fit && (!best || fit.aicc < best.aicc)) best = fit
      }
    }
  }
  return best
}

/** Runs a fitted model over `values` (the series it was fitted to, or its beginning) and continues it. */
export function etsPath(fit: EtsFit, values: readonly number[], horizon: number): number[] {
  const state = filter(values, fit.form, fit.parameters, fit.startSeason)
  let damping = 0
  return Array.from({ length: horizon }, (_, i) => {
    damping += fit.form.trend === 'N' ? 0 : fit.parameters.phi ** (i + 1)
    const straight = state.level + damping * state.slope
    const index = state.season[(values.length + i) % PERIOD] ?? 0
    return fit.form.season === 'M' ? straight * index : straight + index
  })
}
