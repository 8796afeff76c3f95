import { nelderMead } from '../rules/nelder-mead.ts'
import { ses } from './smoothing.ts'
import { leastSquaresSlope } from './trend.ts'

/**
 * Forecasts a series without season by the Theta method: smoothing with half of the line's slope as drift.
 *
 * Edge    fewer than 3 values give a flat line.
 * Source  Assimakopoulos & Nikolopoulos (2000) in the form of Hyndman & Billah (2003).
 */
export function thetaPath(values: readonly number[], horizon: number): number[] {
  const fit = ses(values)
  const drift = values.length < 3 ? 0 : leastSquaresSlope(values) / 2
  const reach = (1 - (1 - fit.alpha) ** values.length) / fit.alpha
  return Array.from({ length: horizon }, (_, i) => fit.level + drift * (i + reach))
}

/** A fitted dynamic Theta model: it can be run over the beginning of the series it was fitted to. */
export interface DynamicThetaFit {
  readonly alpha: number
  readonly theta: number
  readonly level: number
}

/**
 * Fits the dynamic optimised Theta model: the line is re-estimated with each value, and theta is fitted instead of fixed at 2.
 *
 * Edge    null with fewer than 4 values.
 * Source  Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler (2016).
 */
export function fitDynamicTheta(values: readonly number[]): DynamicThetaFit | null {
  if (values.length < 4) return null
  const first = values[0] ?? 0
  const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1
  const read = ([a = 0, th = 0, l = 0]: readonly number[]): DynamicThetaFit => ({
    alpha: 0.1 + 0.89 * Math.sin(a) ** 2,
    theta: 1 + Math.min(1e3, Math.exp(th)),
    level: first / 2 + l * scale,
  })
  const best = nelderMead((point) => runDynamicTheta(read(point), values, 0).sse, [0.7, 0, 0], { step: 0.3, tolerance: 1e-8, maxEvaluations: 250 })
  return read(best.point)
}

/** Runs a fitted model over values and continues it, each forecast taken as the next value. */
export function dynamicThetaPath(fit: DynamicThetaFit, values: readonly number[], horizon: number): number[] {
  return runDynamicTheta(fit, values, horizon).path
}

function runDynamicTheta(fit: DynamicThetaFit, values: readonly number[], horizon: number): { sse: number; path: number[] } {
  const { alpha } = fit
  const weight = 1 - 1 / fit.theta
  const path: number[] = []
  let level = fit.level
  let mean = 0
  let slope = 0
  let intercept = values[0] ?? 0
  let rest = 1
  let sse = 0
  for (let t = 1; t <= values.length + horizon; t++) {
    const next = rest * (1 - alpha)
    const expected = level + weight * (rest * intercept + ((1 - next) / alpha) * slope)
    let value = values[t - 1]
    if (value === undefined) {
      value = expected
      path.push(expected)
    } else if (t >= 3) sse += (value - expected) ** 2
    slope = t === 1 ? 0 : ((t - 2) * slope + (6 * (value - mean)) / t) / (t + 1)
    mean += (value - mean) / t
    intercept = mean - (slope * (t + 1)) / 2
    level += alpha * (value - level)
    rest = next
  }
  return { sse, path }
}
