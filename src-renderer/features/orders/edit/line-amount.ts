/**
 * Gives what one order line costs, rounded to the minor unit, halves away from zero.
 *
 * Units   quantity in thousandths, price in minor units, discount in basis points.
 * Edge    computed with whole numbers throughout: quantity × price × discount of a large order is beyond 2^53.
 */
export function lineAmount(quantityMilli: number, unitPriceMinor: number, discountBp: number): number {
  const parts = BigInt(quantityMilli) * BigInt(unitPriceMinor) * BigInt(10_000 - discountBp)
  const unit = 10_000_000n
  const half = parts < 0n ? -(unit / 2n) : unit / 2n
  return Number((parts + half) / unit)
}
