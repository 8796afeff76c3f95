export interface Concentration {
  readonly gini: number | null
  /** Sum of squared shares, 0..1. */
  readonly hhi: number | null
  /** How many equal customers would be as concentrated: 1 / HHI. */
  readonly effectiveNumber: number | null
  readonly cr4: number | null
  readonly top20Share: number | null
  readonly top10Share: number | null
  /** The fewest customers that bring half of sales. */
  readonly customersForHalf: number | null
}

/**
 * Measures how unequal amounts are.
 *
 * Shape   amounts positive, largest first.
 * Edge    no amounts give null throughout; the top 10 and 20 per cent are rounded to whole customers, at least one.
 * Source  Gini in its population form; HHI as in the US merger guidelines, on a 0..1 scale.
 */
export function concentration(amounts: readonly number[]): Concentration {
  const n = amounts.length
  const total = amounts.reduce((a, b) => a + b, 0)
  if (n === 0 || !(total > 0)) {
    return { gini: null, hhi: null, effectiveNumber: null, cr4: null, top20Share: null, top10Share: null, customersForHalf: null }
  }
  let weighted = 0
  let squares = 0
  let half = 0
  let before = 0
  amounts.forEach((amount, i) => {
    // Ascending ranks: the largest has rank n.
    weighted += (n - i) * amount
    squares += (amount / total) ** 2
    if (before < total / 2) half = i + 1
    before += amount
  })
  const shareOfTop = (count: number): number => amounts.slice(0, count).reduce((a, b) => a + b, 0) / total
  return {
    gini: (2 * weighted) / (n * total) - (n + 1) / n,
    hhi: squares,
    effectiveNumber: 1 / squares,
    cr4: shareOfTop(4),
    top20Share: shareOfTop(Math.max(1, Math.round(n * 0.2))),
    top10Share: shareOfTop(Math.max(1, Math.round(n * 0.1))),
    customersForHalf: half,
  }
}
