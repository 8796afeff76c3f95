import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addMonths, addMonthsToDate, fromMonthNumber, lastDayOfMonth, monthRange, monthsBetween, quarterOf, toMonthNumber } from './calendar-month.ts'
import { isPlainDate } from './plain-date.ts'

describe('calendar months', () => {
  it('cross the year in both directions', () => {
    expect(addMonths('2011-12', 1)).toBe('2012-01')
    expect(addMonths('2012-01', -13)).toBe('2010-12')
    expect(monthsBetween('2010-12', '2012-01')).toBe(13)
    expect(monthRange('2011-11', '2012-02')).toEqual(['2011-11', '2011-12', '2012-01', '2012-02'])
    expect(monthRange('2012-02', '2012-01')).toEqual([])
  })

  it('know their last day, leap years included', () => {
    expect(['2024-02', '2023-02', '1900-02', '2000-02', '2024-04', '2024-12'].map(lastDayOfMonth)).toEqual([
      '2024-02-29', '2023-02-28', '1900-02-28', '2000-02-29', '2024-04-30', '2024-12-31',
    ])
  })

  it('return what went in', () => {
    fc.assert(fc.property(fc.integer({ min: 12, max: 9999 * 12 }), (n) => toMonthNumber(fromMonthNumber(n)) === n))
  })

  it('move a date to a day that exists', () => {
    expect(addMonthsToDate('2024-01-31', 1)).toBe('2024-02-29')
    expect(addMonthsToDate('2024-02-29', -12)).toBe('2023-02-28')
    fc.assert(
      fc.property(fc.integer({ min: -40, max: 40 }), (months) => isPlainDate(addMonthsToDate('2024-08-31', months))),
    )
  })

  it('belong to a quarter', () => {
    expect(['2024-01-31', '2024-03', '2024-04-01', '2024-12-31'].map(quarterOf)).toEqual(['2024-Q1', '2024-Q1', '2024-Q2', '2024-Q4'])
  })
})
