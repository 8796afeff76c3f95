/** Money is an integer in the currency's minor unit; this module is the only place that knows how many digits that is. */

const DIGITS: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, VND: 0, CLP: 0, ISK: 0, BHD: 3, JOD: 3, KWD: 3, OMR: 3, TND: 3 }

/** Gives the decimal places of a currency: 2 unless ISO 4217 says otherwise. */
export function minorDigits(currency: string): number {
  return DIGITS[currency] ?? 2
}

/** Gives the amount in whole units of the currency, for showing and for exports; never compute with it. */
export function toMajor(minor: number, currency: string): number {
  return minor / 10 ** minorDigits(currency)
}

/** Rounds to an integer, halves away from zero, as invoices do; a negative amount rounds like its positive twin. */
export function roundHalfAway(value: number): number {
  // The addition takes up binary noise such as 1.005 * 100 = 100.49999999999999.
  const size = Math.abs(value)
  const rounded = Math.floor(size + 0.5 + size * Number.EPSILON)
  return value < 0 && rounded !== 0 ? -rounded : rounded
}
