import { normalUpper } from '../rules/special-functions.ts'

/**
 * Gives a robust slope per step: the median of the slopes between all pairs.
 *
 * Edge    fewer than 2 values give null.
 * Cost    O(n² log n); meant for hundreds of months.
 * Source  Theil (1950), Sen (1968).
 */
export function theilSenSlope(values: readonly number[]): number | null {
  if (values.length < 2) return null
  const slopes: number[] = []
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) slopes.push(((values[j] ?? 0) - (values[i] ?? 0)) / (j - i))
  }
  slopes.sort((a, b) => a - b)
  const middle = slopes.length >> 1
  const high = slopes[middle] ?? 0
  return slopes.length % 2 ? high : ((slopes[middle - 1] ?? 0) + high) / 2
}

export interface MannKendall {
  readonly s: number
  readonly p: number
}

/**
 * Tests whether a series has a trend at all: two-sided p by the normal approximation with ties and continuity.
 *
 * Edge    fewer than 4 values give null; a constant series gives p = 1.
 * Source  Mann (1945), Kendall (1975).
 */
export function mannKendall(values: readonly number[]): MannKendall | null {
  const n = values.length
  if (n < 4) return null
  let s = 0
  const ties = new Map<number, number>()
  for (let i = 0; i < n; i++) {
    const value = values[i] ?? 0
    ties.set(value, (ties.get(value) ?? 0) + 1)
    for (let j = i + 1; j < n; j++) s += Math.sign((values[j] ?? 0) - value)
  }
  let variance = n * (n - 1) * (2 * n + 5)
  for (const count of ties.values()) variance -= count * (count - 1) * (2 * count + 5)
  if (variance <= 0) return { s, p: 1 }
  const z = s === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance / 18)
  return { s, p: Math.min(1, 2 * normalUpper(Math.abs(z))) }
}

/** Gives the least-squares slope per step; 0 with fewer than 2 values. */
export function leastSquaresSlope(values: readonly number[]): number {
  const n = values.length
  if (n < 2) return 0
  const centre = (n - 1) / 2
  let top = 0
  values.forEach((value, t) => {
    top += (t - centre) * value
  })
  return top / ((n * (n * n - 1)) / 12)
}
