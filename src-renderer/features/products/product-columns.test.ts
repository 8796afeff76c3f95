import { describe, expect, it } from 'vitest'
import { listMargin } from './product-columns.ts'

describe('listMargin', () => {
  it('is what the price leaves over the cost', () => {
    expect(listMargin({ priceMinor: 10_000, costMinor: 7500 })).toBe(0.25)
    expect(listMargin({ priceMinor: 100, costMinor: 150 })).toBe(-0.5)
  })
  it('is unknown without price or cost', () => {
    expect(listMargin({ priceMinor: 0, costMinor: 1 })).toBeNull()
    expect(listMargin({ priceMinor: null, costMinor: 1 })).toBeNull()
    expect(listMargin({ priceMinor: 1, costMinor: null })).toBeNull()
  })
})
