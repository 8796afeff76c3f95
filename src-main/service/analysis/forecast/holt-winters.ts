import { nelderMead } from '../rules/nelder-mead.ts'
import { centredTrend, PERIOD } from './decompose.ts'
import type { SeasonKind } from './decompose.ts'

export interface HoltWintersFit {
  readonly kind: SeasonKind
  readonly alpha: number
  readonly beta: number
  readonly gamma: number
  readonly level: number
  readonly trend: number
  /** The twelve latest indices; element 0 is for the month after the series. */
  readonly season: readonly number[]
  readonly sse: number
}

interface Start {
  readonly level: number
  readonly trend: number
  readonly season: readonly number[]
}

/** Gives R's start values: classical indices of the first two years and a line through their trend. */
function startOf(values: readonly number[], kind: SeasonKind): Start {
  const first = values.slice(0, 2 * PERIOD)
  const trend = centredTrend(first)
  const points = trend.flatMap((level) => (level === null ? [] : [level]))
  const xs = points.map((_, i) => i + 1)
  const xMean = xs.reduce((a, b) => a + b, 0) / xs.length
  const yMean = points.reduce((a, b) => a + b, 0) / points.length
  const slope =
    xs.reduce((total, x, i) => total + (x - xMean) * ((points[i] ?? 0) - yMean), 0) /
    xs.reduce((total, x) => total + (x - xMean) ** 2, 0)
  const season = Array.from({ length: PERIOD }, (_, j) => {
    const parts = [j, j + PERIOD].flatMap((t) => {
      const level = trend[t] ?? null
      const value = first[t]
      return level === null || value === undefined ? [] : [kind === 'additive' ? value - level : value / level]
    })
    return parts.reduce((a, b) => a + b, 0) / Math.max(1, parts.length)
  })
  const centre = season.reduce((a, b) => a + b, 0) / PERIOD
  return {
    level: yMean - slope * xMean,
    trend: slope,
    season: season.map((index) => (kind === 'additive' ? index - centre : index / centre)),
  }
}

/**
 * Runs Holt-Winters with fixed parameters over the months after the first year.
 *
 * Edge    needs two full years; multiplicative needs positive values. The caller has checked both.
 * Source  Winters (1960) in the form and with the start values of R's HoltWinters().
 */
export function holtWintersFixed(
  values: readonly number[],
  kind: SeasonKind,
  parameters: { readonly alpha: number; readonly beta: number; readonly gamma: number },
): HoltWintersFit {
  if (values.length < 2 * PERIOD) throw new Error('holtWintersFixed: fewer than 24 months')
  const { alpha, beta, gamma } = parameters
  const start = startOf(values, kind)
  const season = [...start.season]
  let level = start.level
  let trend = start.trend
  let sse = 0
  for (let t = PERIOD; t < values.length; t++) {
    const value = values[t] ?? 0
    const index = season[t % PERIOD] ?? 0
    const before = level
    const straight = level + trend
    sse += (value - (kind === 'additive' ? straight + index : straight * index)) ** 2
    level = alpha * (kind === 'additive' ? value - index : value / index) + (1 - alpha) * straight
    trend = beta * (level - before) + (1 - beta) * trend
    season[t % PERIOD] = gamma * (kind === 'additive' ? value - level : value / level) + (1 - gamma) * index
  }
  const next = values.length % PERIOD
  return { kind, alpha, beta, gamma, level, trend, season: [...season.slice(next), ...season.slice(0, next)], sse }
}

/** Fits Holt-Winters: the three parameters, each in 0..1, minimise the squared one-step errors. */
export function holtWinters(values: readonly number[], kind: SeasonKind): HoltWintersFit {
  // sin² reaches both ends of 0..1, which the optimum of the additive form needs (gamma = 1).
  const run = ([a = 0, b = 0, g = 0]: readonly number[]): HoltWintersFit =>
    holtWintersFixed(values, kind, { alpha: Math.sin(a) ** 2, beta: Math.sin(b) ** 2, gamma: Math.sin(g) ** 2 })
  const starts = [
    [0.58, 0.32, 0.32],
    [0.58, 0.18, 1.2],
    [1.1, 0.1, 1.4],
  ]
  const fits = starts.map((start) => nelderMead((point) => run(point).sse, start, { tolerance: 1e-13, maxEvaluations: 800 }))
  return run(fits.reduce((a, b) => (b.value < a.value ? b : a)).point)
}

export function holtWintersPath(fit: HoltWintersFit, horizon: number): number[] {
  return Array.from({ length: horizon }, (_, i) => {
    const straight = fit.level + (i + 1) * fit.trend
    const index = fit.season[i % PERIOD] ?? 0
    return fit.kind === 'additive' ? straight + index : straight * index
  })
}
