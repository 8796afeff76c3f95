import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { winLoss } from './model.ts'
import type { DealGroup } from './model.ts'

const NO_CYCLE = { wonDays: 0, wonDeals: 0, lostDays: 0, lostDeals: 0 }

function group(id: string, won: number, lost: number): DealGroup {
  return { id, won, lost, wonMinor: won * 100, lostMinor: lost * 100 }
}

describe('winLoss', () => {
  it('gives the worked competitor example', () => {
    const result = winLoss([group('X', 2, 6), group('Y', 4, 1), group('Z', 1, 1), group('', 4, 1)], NO_CYCLE, 'rivals')
    expect(result).toMatchObject({ won: 11, lost: 9, winRate: 0.55 })
    const x = result.groups.find((entry) => entry.id === 'X')
    expect([x?.shrunk, x?.low, x?.high].map((value) => value?.toFixed(6))).toEqual(['0.371429', '0.148854', '0.628719'])
    expect(result.groups.find((entry) => entry.id === 'Z')?.shrunk).toBeCloseTo(0.525, 12)
    expect(result.groups.map((entry) => entry.id)).toEqual(['', 'Y', 'Z', 'X'])
  })

  it('tells a difference from chance', () => {
    expect(winLoss([group('a', 30, 20), group('b', 20, 30)], NO_CYCLE).chi2).toBeCloseTo(4, 12)
    expect(winLoss([group('a', 26, 24), group('b', 25, 25)], NO_CYCLE).p).toBeGreaterThan(0.1)
  })

  it('averages cycle days over the deals that have both days', () => {
    expect(winLoss([group('a', 3, 1)], { wonDays: 90, wonDeals: 2, lostDays: 0, lostDeals: 0 })).toMatchObject({ cycleDaysWon: 45, cycleDaysLost: null })
  })

  it('answers for no deal, one deal, only wins and only losses', () => {
    expect(winLoss([], NO_CYCLE)).toMatchObject({ won: 0, lost: 0, winRate: null, wilsonLow: null, chi2: null, p: null, groups: [] })
    expect(winLoss([group('a', 1, 0)], NO_CYCLE)).toMatchObject({ winRate: 1, chi2: null })
    const onlyLost = winLoss([group('a', 0, 4), group('b', 0, 9)], NO_CYCLE)
    expect(onlyLost.groups.every((entry) => entry.shrunk > 0 && entry.low >= 0 && entry.ranked === false)).toBe(true)
  })

  it('follows the calendar or the rate, ties by id, and ranks only groups with 20 deals', () => {
    expect(winLoss([group('2025-Q2', 9, 1), group('2025-Q1', 1, 9)], NO_CYCLE, 'calendar').groups.map((entry) => entry.id)).toEqual(['2025-Q1', '2025-Q2'])
    const tied = winLoss([group('b', 10, 10), group('a', 10, 10), group('c', 5, 5)], NO_CYCLE).groups
    expect(tied.map((entry) => [entry.id, entry.ranked])).toEqual([['a', true], ['b', true], ['c', false]])
  })

  it('keeps every rate inside its interval and group counts adding up', () => {
    const groups = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 14 })
    fc.assert(
      fc.property(groups, (pairs) => {
        const result = winLoss(pairs.map(([won, lost], i) => group(String(i).padStart(2, '0'), won, lost)), NO_CYCLE)
        expect(result.groups.reduce((sum, entry) => sum + entry.won + entry.lost, 0)).toBe(result.won + result.lost)
        expect(result.groups.every((entry) => entry.low <= entry.shrunk && entry.shrunk <= entry.high)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})
