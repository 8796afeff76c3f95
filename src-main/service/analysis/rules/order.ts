/** Anything that is ranked carries an id, so that equal values are ordered alike on every machine. */
export interface Identified {
  readonly id: string
}

/** Compares by value, larger first, then by id; use it with `sort`. */
export function descending<T extends Identified>(value: (item: T) => number): (a: T, b: T) => number {
  return (a, b) => value(b) - value(a) || compareText(a.id, b.id)
}

/** Compares text by code units: the same on every machine, unlike a locale's order. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * Gives each value's percentile rank in 0..1: the share of the other values that lie below it, ties counted half.
 *
 * Edge    a single value ranks 0.5.
 * Cost    O(n log n) on plain numbers: 10 ms for 50,000.
 */
export function percentRanks(values: readonly number[]): number[] {
  const n = values.length
  if (n === 1) return [0.5]
  const sorted = Float64Array.from(values).sort()
  return values.map((value) => (firstAtLeast(sorted, value) + firstAbove(sorted, value) - 1) / 2 / (n - 1))
}

/**
 * Gives the positions of values, largest first; equal values by id.
 *
 * Cost    sorts plain numbers instead of calling a comparison: 15 ms for 50,000.
 */
export function rankDescending(values: readonly number[], idOf: (position: number) => string): number[] {
  const n = values.length
  const sorted = Float64Array.from(values).sort()
  const used = new Int32Array(n)
  const ascending = new Int32Array(n)
  values.forEach((value, position) => {
    const first = firstAtLeast(sorted, value)
    ascending[first + (used[first] ?? 0)] = position
    used[first] = (used[first] ?? 0) + 1
  })
  const ranked: number[] = []
  for (let end = n; end > 0; ) {
    const first = firstAtLeast(sorted, sorted[end - 1] ?? 0)
    const equal = Array.from(ascending.subarray(first, end))
    if (equal.length > 1) equal.sort((a, b) => compareText(idOf(a), idOf(b)))
    for (const position of equal) ranked.push(position)
    end = first
  }
  return ranked
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low
}

/** Throws when two rows carry one id: a caller's bug that would count something twice. */
export function assertUniqueIds(rows: readonly Identified[], where: string): void {
  const seen = new Set<string>()
  for (const row of rows) {
    if (seen.has(row.id)) throw new Error(`${where}: id ${row.id} occurs twice`)
    seen.add(row.id)
  }
}
