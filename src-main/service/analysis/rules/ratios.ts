/** Gives `part / base`, or null where a ratio would mislead: base zero, negative or not finite. */
export function ratio(part: number, base: number): number | null {
  return base > 0 && Number.isFinite(base) && Number.isFinite(part) ? part / base : null
}

/** Gives relative growth `now / before - 1`; null unless `before` is positive, so never a percentage on a negative base. */
export function growth(now: number | null, before: number | null): number | null {
  if (now === null || before === null) return null
  const quotient = ratio(now, before)
  return quotient === null ? null : quotient - 1
}

export function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length
}

/** Gives the sample standard deviation; null with fewer than 2 values. */
export function sampleSd(values: readonly number[]): number | null {
  const centre = mean(values)
  if (centre === null || values.length < 2) return null
  return Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1))
}

export function median(values: readonly number[]): number | null {
  return quantile([...values].sort((a, b) => a - b), 0.5)
}

/**
 * Gives the p-quantile of values sorted ascending, linear between neighbours.
 *
 * Source  Hyndman & Fan (1996), type 7.
 */
export function quantile(sorted: readonly number[], p: number): number | null {
  if (sorted.length === 0) return null
  const position = (sorted.length - 1) * p
  const below = Math.floor(position)
  const low = sorted[below] ?? 0
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low
  return low + (high - low) * (position - below)
}
