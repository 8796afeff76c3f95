/** Unit prices are read with this many decimals for multiplying, so that a price of 0.00125 a piece still sums right. */
export const PRICE_SCALE = 6

/**
 * Quantity × unit price − discount, in minor units, exact and rounded half away from zero once, at the end.
 *
 * Units   thousandths, 10^-PRICE_SCALE of the currency's unit, basis points; `digits` the currency's decimals.
 */
export function lineAmount(quantityMilli: number, priceScaled: number, discountBp: number, digits: number): number {
  const product = quantityMilli * priceScaled
  const divisor = 10 ** (3 + PRICE_SCALE - digits)
  if (discountBp === 0 && Number.isSafeInteger(product)) return roundedQuotient(product, divisor)
  const exact = BigInt(quantityMilli) * BigInt(priceScaled) * BigInt(10_000 - discountBp)
  const wide = BigInt(divisor) * 10_000n
  const size = exact < 0n ? -exact : exact
  const rounded = Number((2n * size + wide) / (2n * wide))
  return exact < 0n && rounded !== 0 ? -rounded : rounded
}

/** An integer divided by an integer, halves away from zero. */
export function roundedQuotient(value: number, divisor: number): number {
  const size = Math.abs(value)
  const whole = Math.floor(size / divisor)
  const rest = size - whole * divisor
  const rounded = rest * 2 >= divisor ? whole + 1 : whole
  return value < 0 && rounded !== 0 ? -rounded : rounded
}
