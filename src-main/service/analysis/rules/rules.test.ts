import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confidenceOf, MONTHS_SCALE } from './confidence.ts'
import { ExcludedRows } from './excluded.ts'
import { nelderMead } from './nelder-mead.ts'
import { assertUniqueIds, descending, percentRanks } from './order.ts'
import { chooseAsOf, periodBefore, periodMonths } from './period.ts'
import { growth, median, quantile, ratio, sampleSd } from './ratios.ts'

describe('ratio and growth', () => {
  it('have no answer on a zero or negative base', () => {
    expect([ratio(1, 0), ratio(1, -5), ratio(-1, 4), growth(5, 0), growth(5, -3), growth(null, 3)]).toEqual([null, null, -0.25, null, null, null])
    expect(growth(108, 100)).toBeCloseTo(0.08, 12)
    expect(growth(-50, 100)).toBe(-1.5)
  })

  it('are never infinite or NaN', () => {
    fc.assert(fc.property(fc.double(), fc.double(), (a, b) => [ratio(a, b), growth(a, b)].every((x) => x === null || !Number.isNaN(x))))
  })
})

describe('quantile, median, sampleSd', () => {
  it('handle empty and single values', () => {
    expect([median([]), median([7]), sampleSd([1]), quantile([1, 2, 3, 4], 0.25)]).toEqual([null, 7, null, 1.75])
  })
})

describe('chooseAsOf', () => {
  it('looks back from the newest order only when it is more than 62 days old', () => {
    expect(chooseAsOf(undefined, '2026-11-24', '2011-12-09')).toEqual({ date: '2011-12-09', reason: 'newest-order' })
    expect(chooseAsOf(undefined, '2026-11-24', '2026-09-23').reason).toBe('today')
    expect(chooseAsOf(undefined, '2026-11-24', '2026-09-22').reason).toBe('newest-order')
    expect(chooseAsOf('2020-01-01', '2026-11-24', '2011-12-09').date).toBe('2020-01-01')
    expect(chooseAsOf(undefined, '2026-11-24', null).date).toBe('2026-11-24')
  })
})

describe('periodMonths', () => {
  it('marks months that the period cuts at either end', () => {
    expect(periodMonths({ from: '2011-10-02', to: '2011-12-09' })).toEqual([
      { month: '2011-10', partial: true },
      { month: '2011-11', partial: false },
      { month: '2011-12', partial: true },
    ])
    expect(periodMonths({ from: '2012-02-01', to: '2012-02-29' })).toEqual([{ month: '2012-02', partial: false }])
    expect(periodMonths({ from: '2012-02-02', to: '2012-02-01' })).toEqual([])
  })
})

describe('periodBefore', () => {
  it('is the same season a year earlier, or the equal stretch before', () => {
    expect(periodBefore({ from: '1998-01-01', to: '1998-04-30' })).toEqual({ from: '1997-01-01', to: '1997-04-30' })
    expect(periodBefore({ from: '2025-02-01', to: '2025-02-28' })).toEqual({ from: '2024-02-01', to: '2024-02-29' })
    expect(periodBefore({ from: '2024-01-01', to: '2025-12-31' })).toEqual({ from: '2021-12-31', to: '2023-12-31' })
  })
})

describe('percentRanks and descending', () => {
  it('count ties half and order equal values by id', () => {
    expect(percentRanks([1, 2, 2, 4])).toEqual([0, 0.5, 0.5, 1])
    expect(percentRanks([9])).toEqual([0.5])
    const rows = [{ id: 'b', v: 1 }, { id: 'a', v: 1 }, { id: 'c', v: 2 }].sort(descending((row) => row.v))
    expect(rows.map((row) => row.id)).toEqual(['c', 'a', 'b'])
  })

  it('refuses an id that occurs twice', () => {
    expect(() => assertUniqueIds([{ id: 'a' }, { id: 'a' }], 'here')).toThrow('here: id a')
  })
})

describe('confidenceOf and ExcludedRows', () => {
  it('classify and count', () => {
    expect([0, 5, 6, 23, 24].map((n) => confidenceOf(n, MONTHS_SCALE))).toEqual(['too-little', 'too-little', 'thin', 'thin', 'enough'])
    const excluded = new ExcludedRows()
    excluded.add('b', 2)
    excluded.add('a')
    excluded.add('b')
    excluded.add('none', 0)
    expect(excluded.list()).toEqual([{ reason: 'a', count: 1 }, { reason: 'b', count: 3 }])
  })
})

describe('nelderMead', () => {
  it('finds the bottom of a curved valley', () => {
    const rosenbrock = nelderMead(([x = 0, y = 0]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2, [-1.2, 1], { tolerance: 1e-16, maxEvaluations: 2000 })
    expect(rosenbrock.point[0]).toBeCloseTo(1, 4)
    expect(rosenbrock.point[1]).toBeCloseTo(1, 4)
  })
})
