import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarYear, kindToWrite, weekdayKind } from './calendar-year.ts'

describe('calendarYear', () => {
  it('starts the weeks on Monday', () => {
    const [january] = calendarYear(2025, [])
    expect(january?.weeks[0]?.map((cell) => cell?.date ?? null)).toEqual([null, null, 1, 2, 3, 4, 5])
    expect(january?.workingDays).toBe(23)
  })

  it('lets holidays and make-up days win over the weekday', () => {
    const months = calendarYear(2025, [
      { day: '2025-01-01', kind: 'rest', name: '元旦' },
      { day: '2025-01-26', kind: 'work', name: '春节' },
    ])
    const cells = months[0]?.weeks.flat() ?? []
    expect(cells.find((cell) => cell?.date === 1)).toMatchObject({ kind: 'rest', isException: true, name: '元旦' })
    expect(cells.find((cell) => cell?.date === 26)).toMatchObject({ kind: 'work', isException: true })
    expect(months[0]?.workingDays).toBe(23)
  })

  it('holds every day of a year once, in weeks of seven', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1990, max: 2100 }), (year) => {
        const weeks = calendarYear(year, []).flatMap((month) => month.weeks)
        const days = weeks.flat().flatMap((cell) => (cell ? [cell.day] : []))
        expect(weeks.every((week) => week.length === 7)).toBe(true)
        expect(new Set(days).size).toBe(days.length)
        expect([365, 366]).toContain(days.length)
      }),
    )
  })
})

describe('kindToWrite', () => {
  it('removes an exception that would say nothing', () => {
    expect(weekdayKind('2025-03-08')).toBe('rest')
    expect(kindToWrite('2025-03-08', 'rest', null)).toBe('normal')
    expect(kindToWrite('2025-03-08', 'work', null)).toBe('work')
    expect(kindToWrite('2025-03-08', 'rest', '妇女节')).toBe('rest')
  })
})
