import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseScaled, writeScaled } from './parse-scaled.ts'

describe('parseScaled', () => {
  it('reads what people type and paste', () => {
    expect(parseScaled('1,234.5', 2)).toBe(123_450)
    expect(parseScaled(' ¥ 12 ', 2)).toBe(1200)
    expect(parseScaled('１２．５', 3)).toBe(12_500)
    expect(parseScaled('.5', 1)).toBe(5)
    expect(parseScaled('15%', 2)).toBe(1500)
    expect(parseScaled('-3', 0)).toBe(-3)
  })

  it('refuses what is no number, and more decimals than there are', () => {
    for (const text of ['', ' ', '.', 'abc', '1.2.3', '1e3', '0.005']) expect(parseScaled(text, 2)).toBeNull()
    expect(parseScaled('1.230', 2)).toBe(123)
    expect(parseScaled('99999999999999999999', 0)).toBeNull()
  })

  it('reads back what it wrote', () => {
    const value = fc.integer({ min: -(10 ** 12), max: 10 ** 12 })
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 4 }), (n, digits) => {
        expect(parseScaled(writeScaled(n, digits), digits)).toBe(n)
      }),
    )
  })
})
