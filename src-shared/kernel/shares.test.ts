import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apportion, roundedShares } from './shares.ts'

describe('apportion', () => {
  it('gives the parts of the worked target plan', () => {
    expect(apportion(1000, [0.333, 0.278, 0.222, 0.167])).toEqual([333, 278, 222, 167])
  })

  it('gives the left-over unit to the earlier of equal remainders', () => {
    expect(apportion(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(apportion(-100, [1, 1, 1])).toEqual([-34, -33, -33])
  })

  it('divides equally when all weights are 0', () => {
    expect(apportion(5, [0, 0])).toEqual([3, 2])
  })

  it('refuses bad weights and a total without takers', () => {
    expect(() => apportion(1, [])).toThrow('nothing')
    expect(() => apportion(1, [-1, 2])).toThrow('weight')
    expect(() => apportion(1.5, [1])).toThrow('integer')
  })

  it('always adds up to the total', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (total, weights) => apportion(total, weights).reduce((a, b) => a + b, 0) === total,
      ),
    )
  })
})

describe('roundedShares', () => {
  it('sums to exactly 100 percent in basis points', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e9), { minLength: 1, maxLength: 50 }), (values) => {
        const shares = roundedShares(values)
        if (values.every((value) => value === 0)) return shares.every((share) => share === null)
        return shares.reduce<number>((sum, share) => sum + Math.round((share ?? 0) * 10_000), 0) === 10_000
      }),
    )
  })

  it('has no answer for negative parts', () => {
    expect(roundedShares([1, -1, 5])).toEqual([null, null, null])
  })
})
