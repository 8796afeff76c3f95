import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contribution } from './model.ts'
import type { ContributionRow } from './model.ts'

function row(id: string, netMinor: number, previousMinor = 0): ContributionRow {
  return { id, grossMinor: Math.max(0, netMinor), returnsMinor: Math.max(0, -netMinor), marginMinor: null, previousMinor }
}

/** Net sales of Northwind by category in cents: 1997, and 1996 to compare with. */
const NORTHWIND: readonly (readonly [string, number, number])[] = [
  ['Beverages', 10_392_430, 4_791_900], ['Dairy Products', 11_538_764, 4_098_045], ['Confections', 8_265_775, 2_968_555],
  ['Meat/Poultry', 8_097_511, 2_881_366], ['Seafood', 6_695_922, 1_939_122], ['Condiments', 5_536_859, 1_790_039],
  ['Produce', 5_494_077, 1_388_578], ['Grains/Cereals', 5_687_182, 950_792],
]

describe('contribution', () => {
  it('agrees with the published years of Northwind', () => {
    const result = contribution(NORTHWIND.map(([id, now, before]) => row(id, now, before)))
    expect(result.totalMinor).toBe(61_708_520)
    expect(result.previousMinor).toBe(20_808_397)
    expect(result.growth).toBeCloseTo(617_085.2 / 208_083.97 - 1, 9)
    expect(result.items[0]?.id).toBe('Dairy Products')
    expect(result.items[0]?.growthPoints).toBeCloseTo((11_538_764 - 4_098_045) / 20_808_397, 12)
  })

  it('has no shares on a total that is not positive and no points on an empty base', () => {
    const result = contribution([row('a', -5), row('b', 3)])
    expect(result).toMatchObject({ totalMinor: -2, growth: null })
    expect(result.items.map((item) => [item.share, item.shareRounded, item.growthPoints])).toEqual([[null, null, null], [null, null, null]])
  })

  it('answers for nothing, one item, items that vanished and ties', () => {
    expect(contribution([])).toEqual({ totalMinor: 0, previousMinor: 0, growth: null, marginMinor: null, items: [] })
    expect(contribution([row('a', 7)]).items[0]).toMatchObject({ share: 1, shareRounded: 1 })
    expect(contribution([row('gone', 0, 40), row('kept', 60, 60)]).items.map((item) => item.growthPoints)).toEqual([0, -0.4])
    expect(contribution([row('b', 1), row('a', 1)]).items.map((item) => item.id)).toEqual(['a', 'b'])
    expect(() => contribution([row('a', 1), row('a', 1)])).toThrow('twice')
  })

  it('knows the margin only when every cost is known', () => {
    expect(contribution([{ ...row('a', 10), marginMinor: 4 }, { ...row('b', 10), marginMinor: 1 }])).toMatchObject({ marginMinor: 5 })
    expect(contribution([{ ...row('a', 10), marginMinor: 4 }, row('b', 10)]).marginMinor).toBeNull()
  })

  it('keeps shares summing to 100 and points adding up to growth', () => {
    const pair = fc.tuple(fc.integer({ min: -500, max: 100_000 }), fc.nat(100_000))
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 30 }), (pairs) => {
        const result = contribution(pairs.map(([now, before], i) => row(String(i).padStart(2, '0'), now, before)))
        const rounded = result.items.map((item) => item.shareRounded)
        if (!rounded.includes(null)) expect(rounded.reduce<number>((sum, share) => sum + Math.round((share ?? 0) * 10_000), 0)).toBe(10_000)
        const points = result.items.reduce((sum, item) => sum + (item.growthPoints ?? 0), 0)
        if (result.growth !== null) expect(points).toBeCloseTo(result.growth, 9)
        const shares = result.items.reduce((sum, item) => sum + (item.share ?? 0), 0)
        if (result.totalMinor > 0) expect(shares).toBeCloseTo(1, 9)
      }),
    )
  })
})
