import { quantile, sampleSd } from '../rules/ratios.ts'
import type { PastError } from './rolling-origin.ts'

export interface Ranges {
  readonly lo80: number[]
  readonly hi80: number[]
  readonly lo95: number[]
  readonly hi95: number[]
}

const MIN_RESIDUALS = 24

/**
 * Past errors are a little smaller than coming ones: parameters were fitted to the months they are judged on, and errors of
 * neighbouring origins repeat each other. This factor makes the 80 % range hold about 80 % on real monthly sales.
 */
function calibration(step: number): number {
  return 1.2 + 0.015 * step
}
const Z80 = 1.2815515655446004
const Z95 = 1.959963984540054

/**
 * Gives 80 % and 95 % ranges around a path, from the errors the same method made in the past.
 *
 * Shape   errors of all steps are brought to one scale (their spread grows with the step along a fitted line of
 *         variances) and pooled, so that the quantiles rest on all of them.
 * Edge    fewer than 24 errors use normal quantiles and sqrt(h); no errors at all use the spread of `values`. Where all
 *         values are positive, errors are relative to the forecast and no bound goes below 0.
 */
export function rangesAround(path: readonly number[], errors: readonly PastError[], values: readonly number[]): Ranges {
  const positive = values.every((value) => value > 0) && path.every((value) => value > 0) && errors.every((error) => error.forecast > 0)
  const residuals = errors.map((error) => ({
    step: error.step,
    size: positive ? error.actual / error.forecast - 1 : error.actual - error.forecast,
  }))
  const unit = (h: number): number => (positive ? (path[h] ?? 0) : 1)
  const floor = values.every((value) => value >= 0) ? 0 : Number.NEGATIVE_INFINITY
  const range = (lowAt: (step: number) => number, highAt: (step: number) => number): { lo: number[]; hi: number[] } => ({
    lo: path.map((value, h) => Math.max(floor, value + Math.min(0, lowAt(h + 1)) * unit(h))),
    hi: path.map((value, h) => value + Math.max(0, highAt(h + 1)) * unit(h)),
  })

  if (residuals.length < MIN_RESIDUALS) {
    const first = sampleSd(residuals.filter((r) => r.step === 1).map((r) => r.size)) ?? sampleSd(residuals.map((r) => r.size))
    const spread = first ?? (sampleSd(values) ?? Math.abs(values[0] ?? 0)) / (positive ? (path[0] ?? 1) : 1)
    const inner = range((step) => -Z80 * spread * Math.sqrt(step), (step) => Z80 * spread * Math.sqrt(step))
    const outer = range((step) => -Z95 * spread * Math.sqrt(step), (step) => Z95 * spread * Math.sqrt(step))
    return { lo80: inner.lo, hi80: inner.hi, lo95: outer.lo, hi95: outer.hi }
  }
  const spreadAt = spreadByStep(residuals)
  const pooled = residuals.map((r) => r.size / spreadAt(r.step)).sort((a, b) => a - b)
  const reach = (step: number): number => calibration(step) * spreadAt(step)
  const sizes = pooled.map(Math.abs).sort((a, b) => a - b)
  // Few origins lean to one side by chance (a growing firm was always underestimated): half of each bound is symmetric.
  const at = (p: number): number => ((quantile(pooled, p) ?? 0) + Math.sign(p - 0.5) * (quantile(sizes, Math.abs(2 * p - 1)) ?? 0)) / 2
  const inner = range((step) => at(0.1) * reach(step), (step) => at(0.9) * reach(step))
  const outer = range((step) => at(0.025) * reach(step), (step) => at(0.975) * reach(step))
  return { lo80: inner.lo, hi80: inner.hi, lo95: outer.lo, hi95: outer.hi }
}

/** Fits variance = c0 + c1 (step - 1), c1 not negative: far forecasts are never surer than near ones. */
function spreadByStep(residuals: readonly { readonly step: number; readonly size: number }[]): (step: number) => number {
  const n = residuals.length
  const centre = residuals.reduce((total, r) => total + r.step, 0) / n
  const variance = residuals.reduce((total, r) => total + r.size ** 2, 0) / n
  let top = 0
  let bottom = 0
  for (const { step, size } of residuals) {
    top += (step - centre) * size ** 2
    bottom += (step - centre) ** 2
  }
  const slope = bottom > 0 ? Math.max(0, top / bottom) : 0
  const floor = Math.max(variance * 0.05, 1e-300)
  return (step) => Math.sqrt(Math.max(floor, variance + slope * (step - centre)))
}
