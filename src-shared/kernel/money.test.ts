import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minorDigits, roundHalfAway, toMajor } from './money.ts'

describe('money', () => {
  it('knows currencies without and with three decimals', () => {
    expect(['CNY', 'JPY', 'KWD'].map(minorDigits)).toEqual([2, 0, 3])
    expect(toMajor(12345, 'CNY')).toBe(123.45)
    expect(toMajor(12345, 'JPY')).toBe(12345)
  })
})

describe('roundHalfAway', () => {
  it('rounds halves away from zero, also where binary fractions fall short', () => {
    expect([0.5, -0.5, 2.5, 1.005 * 100, -1.005 * 100, 0.49, -0.2].map(roundHalfAway)).toEqual([1, -1, 3, 101, -101, 0, 0])
  })

  it('treats a negative amount like its positive twin', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (x) => roundHalfAway(-x) + roundHalfAway(x) === 0))
  })
})
