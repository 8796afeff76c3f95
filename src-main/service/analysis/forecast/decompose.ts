import { mean, sum } from '../rules/ratios.ts'

export type SeasonKind = 'additive' | 'multiplicative'

/** Months in a year: every series here is monthly. */
export const PERIOD = 12

/**
 * Gives the trend of a monthly series as a centred 2x12 moving average.
 *
 * Shape   as long as the series; the first and last six months have no trend (null).
 */
export function centredTrend(values: readonly number[]): (number | null)[] {
  const half = PERIOD / 2
  return values.map((_, t) => {
    if (t < half || t + half >= values.length) return null
    const inner = sum(values.slice(t - half + 1, t + half))
    return (inner + 0.5 * ((values[t - half] ?? 0) + (values[t + half] ?? 0))) / PERIOD
  })
}

/**
 * Gives twelve seasonal indices by position of the month: element 0 belongs to the first value of the series.
 *
 * Units   multiplicative indices have mean 1, additive ones sum to 0.
 * Edge    fewer than 24 values, or a multiplicative index of a series that is not positive, give null.
 * Source  classical decomposition as in R's decompose().
 */
export function seasonalIndices(values: readonly number[], kind: SeasonKind): number[] | null {
  if (values.length < 2 * PERIOD) return null
  if (kind === 'multiplicative' && values.some((value) => value <= 0)) return null
  const trend = centredTrend(values)
  const bySeason: number[][] = Array.from({ length: PERIOD }, () => [])
  values.forEach((value, t) => {
    const level = trend[t] ?? null
    if (level !== null) bySeason[t % PERIOD]?.push(kind === 'additive' ? value - level : value / level)
  })
  const raw = bySeason.map((parts) => mean(parts) ?? (kind === 'additive' ? 0 : 1))
  const centre = mean(raw) ?? 1
  return raw.map((index) => (kind === 'additive' ? index - centre : index / centre))
}

/** Takes the season out of a series, or puts it into values that begin `offset` months after the indices' first month. */
export function deseasonalise(values: readonly number[], indices: readonly number[], kind: SeasonKind): number[] {
  return values.map((value, t) => {
    const index = indices[t % PERIOD] ?? (kind === 'additive' ? 0 : 1)
    return kind === 'additive' ? value - index : value / index
  })
}

export function reseasonalise(values: readonly number[], indices: readonly number[], kind: SeasonKind, offset: number): number[] {
  return values.map((value, h) => {
    const index = indices[(offset + h) % PERIOD] ?? (kind === 'additive' ? 0 : 1)
    return kind === 'additive' ? value + index : value * index
  })
}

/** With fewer months than this the autocorrelation at 12 months says nothing reliable. */
export const MIN_MONTHS_FOR_SEASON = 36

/**
 * Tells whether a monthly series has a season.
 *
 * Edge    fewer than 36 months, or a constant series: no.
 * Source  the 90 % autocorrelation test of the M4 competition's benchmarks.
 */
export function hasSeason(values: readonly number[]): boolean {
  const n = values.length
  if (n < MIN_MONTHS_FOR_SEASON) return false
  const r = autocorrelations(values, PERIOD)
  const before = sum(r.slice(0, PERIOD - 1).map((x) => x * x))
  return Math.abs(r[PERIOD - 1] ?? 0) > (1.645 / Math.sqrt(n)) * Math.sqrt(1 + 2 * before)
}

/** Gives the autocorrelations at lags 1..maxLag; all 0 for a constant series. */
export function autocorrelations(values: readonly number[], maxLag: number): number[] {
  const centre = mean(values) ?? 0
  const deviations = values.map((value) => value - centre)
  const variance = sum(deviations.map((d) => d * d))
  return Array.from({ length: maxLag }, (_, i) => {
    if (variance === 0) return 0
    const lag = i + 1
    let product = 0
    for (let t = lag; t < deviations.length; t++) product += (deviations[t] ?? 0) * (deviations[t - lag] ?? 0)
    return product / variance
  })
}

/** With one cycle seen, how far an index can be believed is unknown: half-way to "no season". */
const SHRINK_WITH_ONE_CYCLE = 0.5

/**
 * Gives seasonal indices pulled towards "no season" by as much as they may be chance.
 *
 * Edge    null where `seasonalIndices` has none. A series without a season gets indices near the neutral one, so no
 *         yes-or-no test for a season is needed before forecasting.
 * Source  James & Stein (1961) for twelve means about a known centre, as Miller & Williams (2003) apply it to seasons.
 */
export function shrunkIndices(values: readonly number[], kind: SeasonKind): number[] | null {
  const indices = seasonalIndices(values, kind)
  if (!indices) return null
  const neutral = kind === 'additive' ? 0 : 1
  const weight = chanceShare(values, indices, kind)
  return indices.map((index) => neutral + (1 - weight) * (index - neutral))
}

/** Gives the part (0..1) of the indices' spread that noise alone would make. */
function chanceShare(values: readonly number[], indices: readonly number[], kind: SeasonKind): number {
  const neutral = kind === 'additive' ? 0 : 1
  const trend = centredTrend(values)
  const bySeason: number[][] = Array.from({ length: PERIOD }, () => [])
  values.forEach((value, t) => {
    const level = trend[t] ?? null
    if (level !== null) bySeason[t % PERIOD]?.push(kind === 'additive' ? value - level : value / level)
  })
  if (!bySeason.some((parts) => parts.length > 1)) return SHRINK_WITH_ONE_CYCLE
  const noise = sum(
    bySeason.map((parts) => {
      const centre = mean(parts) ?? 0
      return parts.length < 2 ? 0 : sum(parts.map((part) => (part - centre) ** 2)) / (parts.length - 1) / parts.length
    }),
  )
  const spread = sum(indices.map((index) => (index - neutral) ** 2))
  // The centre is known, the scale is not: 9/11 is (p - 3) / (p - 1) for p = 12 seasons; `noise / 12` is one index's variance.
  return spread > 0 ? Math.min(1, (((PERIOD - 3) / (PERIOD - 1)) * (noise / PERIOD)) / (spread / (PERIOD - 1))) : 1
}
