import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addMonths } from '#shared/kernel/calendar-month.ts'
import { AIR_PASSENGERS } from '../forecast/air-passengers.fixture.ts'
import { salesTrend } from './model.ts'
import type { TrendMonth } from './model.ts'

function months(net: readonly number[], first = '1949-01'): TrendMonth[] {
  return net.map((value, i) => ({ month: addMonths(first, i), grossMinor: Math.max(0, value), returnsMinor: Math.max(0, -value), partial: false }))
}

describe('salesTrend', () => {
  it('gives the growth of a known series', () => {
    const trend = salesTrend(months(AIR_PASSENGERS), 12)
    expect(trend.netMinor).toBe(AIR_PASSENGERS.reduce((a, b) => a + b, 0))
    expect(trend.yoy).toBeCloseTo(432 / 405 - 1, 12)
    expect(trend.rolling12).toBeCloseTo(1.11167315175, 9)
    expect(trend.rolling12Growth).toBeCloseTo(0.11167315175, 9)
    expect(trend.cagr).toBeCloseTo(0.12792835224, 9)
    expect(trend.trendP).toBeLessThan(1e-6)
    expect(trend.seasonal).toBe(true)
    expect(trend.seasonIndices[6]?.month).toBe('07')
    expect(trend.forecast.map((month) => month.month).slice(0, 2)).toEqual(['1961-01', '1961-02'])
    expect(trend.turningPoint).toBe(false)
  })

  it('shows a partial month and sums it, but neither fits nor compares it', () => {
    const whole = salesTrend(months(AIR_PASSENGERS), 3)
    const cut = salesTrend([...months(AIR_PASSENGERS), { month: '1961-01', grossMinor: 9, returnsMinor: 0, partial: true }], 3)
    expect(cut.netMinor).toBe(whole.netMinor + 9)
    expect({ ...cut, netMinor: 0, grossMinor: 0 }).toEqual({ ...whole, netMinor: 0, grossMinor: 0 })
    expect(cut.forecast[0]?.month).toBe('1961-01')
  })

  it('has no comparison on a base that is zero or negative', () => {
    expect(salesTrend(months([0, ...new Array<number>(12).fill(5)]), 1).yoy).toBeNull()
    expect(salesTrend(months([-9, ...new Array<number>(12).fill(5)]), 1).yoy).toBeNull()
    expect(salesTrend(months([...new Array<number>(12).fill(-1), ...new Array<number>(12).fill(5)]), 1)).toMatchObject({ rolling12: null, rolling12Growth: null, cagr: null })
  })

  it('answers for nothing, one month, only partial months and all zero', () => {
    expect(salesTrend([], 12)).toMatchObject({ netMinor: 0, completeMonths: 0, forecast: [], yoy: null, trendSlope: null })
    expect(salesTrend(months([7]), 12).forecast).toHaveLength(1)
    expect(salesTrend([{ month: '2025-01', grossMinor: 5, returnsMinor: 1, partial: true }], 12)).toMatchObject({ netMinor: 4, forecast: [] })
    expect(salesTrend(months([0, 0, 0]), 12).forecast).toEqual([])
  })

  it('keeps net = gross - returns and every number finite', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5000, max: 100_000 }), { maxLength: 40 }), (net) => {
        const trend = salesTrend(months(net), 6)
        expect(trend.netMinor).toBe(trend.grossMinor - trend.returnsMinor)
        const numbers = [trend.yoy, trend.mom, trend.rolling12, trend.cagr, trend.trendSlope, trend.trendP]
        expect(numbers.every((value) => value === null || Number.isFinite(value))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})
