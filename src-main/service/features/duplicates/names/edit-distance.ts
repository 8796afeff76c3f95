/** One slip: at which place of either text, and what stood there. */
export interface Slip {
  readonly at: number
  readonly from: string
  readonly to: string
}

/**
 * Gives how many slips lie between two texts: one character more, fewer, another, or two swapped.
 *
 * Edge    more than `most` gives `most + 1`: nobody needs to know how many. Characters are code points, so that 𠮷 is one.
 * Source  optimal string alignment (Damerau 1964, restricted).
 */
export function editDistance(a: readonly string[], b: readonly string[], most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let [before, last, row]: [number[], number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, index) => index), []]
  for (let i = 1; i <= a.length; i += 1) {
    row = [i]
    let least = i
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, (before[j - 2] ?? 0) + 1)
      row.push(value)
      if (value < least) least = value
    }
    if (least > most) return most + 1
    ;[before, last] = [last, row]
  }
  return last[b.length] ?? 0
}

/** Gives what differs between two texts, when it is one stretch: everything between their common beginning and end. */
export function differenceOf(a: readonly string[], b: readonly string[]): Slip {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1
  let behind = 0
  while (behind < a.length - at && behind < b.length - at && a[a.length - 1 - behind] === b[b.length - 1 - behind]) behind += 1
  return { at, from: a.slice(at, a.length - behind).join(''), to: b.slice(at, b.length - behind).join('') }
}
