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

interface DynamicState {
  readonly level: number
  readonly mean: number
  readonly slope: number
  readonly intercept: number
}

/** One step of the dynamic optimised Theta model; `t` counts from 1. */
function step(state: DynamicState, value: number, t: number, alpha: number): DynamicState {
  const mean = ((t - 1) * state.mean + value) / t
  const slope = t === 1 ? 0 : ((t - 2) * state.slope + (6 * (value - state.mean)) / t) / (t + 1)
  return { level: alpha * value + (1 - alpha) * state.level, mean, slope, intercept: mean - (slope * (t + 1)) / 2 }
}

function expected(state: DynamicState, t: number, alpha: number, theta: number): number {
  const rest = (1 - alpha) ** (t - 1)
  return state.level + (1 - 1 / theta) * (rest * state.intercept + ((1 - rest * (1 - alpha)) / alpha) * state.slope)
}

/**
 * Forecasts a series without season by the dynamic optimised Theta model: the line is re-estimated with each value and
 * theta is fitted instead of fixed at 2.
 *
 * Edge    fewer than 4 values fall back to the plain Theta method.
 * Source  Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler (2016).
 */
export function dynamicThetaPath(values: readonly number[], horizon: number): number[] {
  if (values.length < 4) return thetaPath(values, horizon)
  const first = values[0] ?? 0
  const scale = Math.max(...values.map(Math.abs)) || 1
  const read = ([a = 0, th = 0, l = 0]: readonly number[]): { alpha: number; theta: number; level: number } => ({
    alpha: 0.1 + 0.89 * Math.sin(a) ** 2,
    theta: 1 + Math.min(1e3, Math.exp(th)),
    level: first / 2 + l * scale,
  })
  const run = (point: readonly number[]): { sse: number; state: DynamicState } => {
    const { alpha, theta, level } = read(point)
    let state: DynamicState = { level, mean: 0, slope: 0, intercept: first }
    let sse = 0
    values.forEach((value, i) => {
      const t = i + 1
      if (t >= 3) sse += (value - expected(state, t, alpha, theta)) ** 2
      state = step(state, value, t, alpha)
    })
    return { sse, state }
  }
  const fit = nelderMead((point) => run(point).sse, [0.7, 0, 0], { step: 0.3, maxEvaluations: 400 })
  const { alpha, theta } = read(fit.point)
  let state = run(fit.point).state
  const path: number[] = []
  for (let h = 1; h <= horizon; h++) {
    const t = values.length + h
    const next = expected(state, t, alpha, theta)
    path.push(next)
    state = step(state, next, t, alpha)
  }
  return path
}
