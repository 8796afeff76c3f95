import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineAmount, lineCost } from './line-amount.ts'

describe('lineAmount', () => {
  it.each([
    [1000, 1005, 0, 1005], [1500, 333, 0, 500], [500, 1, 0, 1], [499, 1, 0, 0], [3000, 999, 1250, 2622], [1000, 100, 10_000, 0], [1, 1, 0, 0],
  ])('takes %i thousandths at %i less %i to %i', (quantityMilli, unitPriceMinor, discountBp, amount) => {
    expect(lineAmount({ quantityMilli, unitPriceMinor, discountBp })).toBe(amount)
  })

  it('is exact where floating numbers are not, and null beyond exact numbers', () => {
    expect(lineAmount({ quantityMilli: 1000, unitPriceMinor: Number.MAX_SAFE_INTEGER, discountBp: 0 })).toBe(Number.MAX_SAFE_INTEGER)
    expect(lineAmount({ quantityMilli: 2000, unitPriceMinor: Number.MAX_SAFE_INTEGER, discountBp: 0 })).toBeNull()
  })

  it('is never further than half a unit from the exact amount', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(10_000_000), fc.nat(10_000), (quantityMilli, unitPriceMinor, discountBp) => {
        const amount = BigInt(lineAmount({ quantityMilli, unitPriceMinor, discountBp }) ?? -1)
        const difference = 2n * (amount * 10_000_000n - BigInt(quantityMilli) * BigInt(unitPriceMinor) * BigInt(10_000 - discountBp))
        expect(difference > -10_000_000n && difference <= 10_000_000n).toBe(true)
      }),
    )
  })
})

describe('lineCost', () => {
  it('keeps an unknown cost unknown', () => {
    expect(lineCost(1500, null)).toBeNull()
    expect(lineCost(1500, 333)).toBe(500)
  })
})
