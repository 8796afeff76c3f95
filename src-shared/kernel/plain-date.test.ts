import { describe, expect, it } from 'vitest'
import { addDays, dateOfInstant, daysBetween, isPlainDate } from './plain-date.ts'

describe('isPlainDate', () => {
  it('accepts days that exist and nothing else', () => {
    expect(isPlainDate('2024-02-29')).toBe(true)
    for (const bad of ['2023-02-29', '2024-02-31', '2024-13-01', '2024-1-1', '24-01-01', '', '2024-01-01T00:00']) {
      expect(isPlainDate(bad), bad).toBe(false)
    }
  })
})

describe('addDays and daysBetween', () => {
  it('cross month, leap day and year', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
    expect(addDays('2025-01-01', -1)).toBe('2024-12-31')
    expect(daysBetween('2024-01-01', '2025-01-01')).toBe(366)
  })
})

describe('dateOfInstant', () => {
  it('is the day on the wall of the time zone asked for', () => {
    const lateEvening = Date.UTC(2024, 0, 1, 17)
    expect(dateOfInstant(lateEvening, 'Asia/Shanghai')).toBe('2024-01-02')
    expect(dateOfInstant(lateEvening, 'UTC')).toBe('2024-01-01')
  })
})
