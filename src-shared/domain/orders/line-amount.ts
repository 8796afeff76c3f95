/** What an order line is computed from. */
export interface LinePrice {
  /** Thousandths of the unit. */
  readonly quantityMilli: number
  readonly unitPriceMinor: number
  /** Basis points. */
  readonly discountBp: number
}

/**
 * Gives the amount of a line, net of its discount: quantity × price × (1 − discount), computed exactly and rounded once.
 *
 * Units   minor units in and out; halves go up, as on invoices. Inputs are not negative.
 * Edge    null when the amount is too large to be an exact number.
 */
export function lineAmount(line: LinePrice): number | null {
  return halfUp(BigInt(line.quantityMilli) * BigInt(line.unitPriceMinor) * BigInt(10_000 - line.discountBp), 10_000_000n)
}

/** Gives what the goods of a line cost. Edge: unknown cost stays unknown; null also when it is too large. */
export function lineCost(quantityMilli: number, unitCostMinor: number | null): number | null {
  return unitCostMinor === null ? null : halfUp(BigInt(quantityMilli) * BigInt(unitCostMinor), 1000n)
}

/**
 * Gives the cost of a line whose quantity changes, at the unit cost that it was written with.
 *
 * Units   minor units and thousandths; `fromMilli` is positive.
 * Edge    unknown cost stays unknown; null also when it is too large.
 */
export function rescaledCost(costMinor: number | null, fromMilli: number, toMilli: number): number | null {
  return costMinor === null ? null : halfUp(BigInt(costMinor) * BigInt(toMilli), BigInt(fromMilli))
}

function halfUp(dividend: bigint, divisor: bigint): number | null {
  const rounded = Number((2n * dividend + divisor) / (2n * divisor))
  return Number.isSafeInteger(rounded) ? rounded : null
}
