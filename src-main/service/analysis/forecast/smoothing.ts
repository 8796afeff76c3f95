import { mean } from '../rules/ratios.ts'
import { nelderMead } from '../rules/nelder-mead.ts'

export interface SesFit {
  readonly alpha: number
  readonly level: number
  readonly sse: number
}

/** Runs simple exponential smoothing with a fixed alpha from a given start level (default: the first value). */
export function sesFixed(values: readonly number[], alpha: number, start = values[0] ?? 0): SesFit {
  let level = start
  let sse = 0
  for (const value of values) {
    const error = value - level
    sse += error * error
    level += alpha * error
  }
  return { alpha, level, sse }
}

/**
 * Fits simple exponential smoothing: alpha and start level minimise the squared one-step errors.
 *
 * Edge    no values give level 0; one value is its own level.
 */
export function ses(values: readonly number[]): SesFit {
  if (values.length < 2) return { alpha: 0.5, level: values[0] ?? 0, sse: 0 }
  const centre = mean(values.slice(0, 12)) ?? 0
  const spread = Math.max(...values) - Math.min(...values) || 1
  const alphaOf = (x: number): number => 1e-4 + (1 - 2e-4) * Math.sin(x) ** 2
  const run = (point: readonly number[]): SesFit => sesFixed(values, alphaOf(point[0] ?? 0), centre + (point[1] ?? 0) * spread)
  const fits = [0.5, 1.1].map((x) => nelderMead((point) => run(point).sse, [x, 0], { step: 0.2, maxEvaluations: 150 }))
  return run(fits.reduce((a, b) => (b.value < a.value ? b : a)).point)
}

export interface HoltFit {
  readonly alpha: number
  readonly beta: number
  readonly phi: number
  readonly level: number
  readonly trend: number
  readonly sse: number
}

/** Runs Holt's damped trend with fixed parameters; the start is the first value and the first difference. */
export function holtFixed(values: readonly number[], alpha: number, beta: number, phi: number): HoltFit {
  let level = values[0] ?? 0
  let trend = (values[1] ?? level) - level
  let sse = 0
  for (const value of values.slice(1)) {
    const expected = level + phi * trend
    const error = value - expected
    sse += error * error
    level = expected + alpha * error
    trend = phi * trend + alpha * beta * error
  }
  return { alpha, beta, phi, level, trend, sse }
}

/** Fits Holt's damped trend: alpha, beta in 0..1 and phi in 0.8..0.98 minimise the squared one-step errors. */
export function holtDamped(values: readonly number[]): HoltFit {
  const run = ([a = 0, b = 0, p = 0]: readonly number[]): HoltFit =>
    holtFixed(values, Math.sin(a) ** 2, Math.sin(b) ** 2, 0.8 + 0.18 * Math.sin(p) ** 2)
  const best = nelderMead((point) => run(point).sse, [0.6, 0.3, 0.9], { maxEvaluations: 300 })
  return run(best.point)
}

/** Gives `horizon` steps of a damped trend: level + (phi + … + phi^h) trend. */
export function dampedPath(level: number, trend: number, phi: number, horizon: number): number[] {
  let damping = 0
  return Array.from({ length: horizon }, (_, i) => {
    damping += phi ** (i + 1)
    return level + damping * trend
  })
}

export interface CrostonFit {
  readonly size: number
  readonly interval: number
  /** Demand per month, Croston's estimate. */
  readonly rate: number
  /** The same without Croston's upward bias. */
  readonly sba: number
}

/**
 * Gives the demand per month of a lumpy series.
 *
 * Edge    no demand at all gives 0.
 * Source  Croston (1972) with fixed start values as in R's croston(); Syntetos & Boylan (2005) for the correction.
 */
export function croston(values: readonly number[], alpha = 0.1): CrostonFit {
  const sizes: number[] = []
  const intervals: number[] = []
  let last = -1
  values.forEach((value, t) => {
    if (value === 0) return
    sizes.push(value)
    intervals.push(t - last)
    last = t
  })
  if (sizes.length === 0) return { size: 0, interval: 0, rate: 0, sba: 0 }
  const size = sesFixed(sizes, alpha).level
  const interval = sesFixed(intervals, alpha).level
  const rate = size / interval
  return { size, interval, rate, sba: rate * (1 - alpha / 2) }
}
