import { describe, expect, it } from 'vitest'
import { lastYear } from './last-year.ts'

describe('lastYear', () => {
  it('moves the as-of date and the period back twelve months and keeps the filters', () => {
    expect(lastYear({ from: '2026-01-01', to: '2026-06-30', grade: 'A' }, '2026-07-15')).toEqual({
      from: '2025-01-01',
      to: '2025-06-30',
      grade: 'A',
      asOf: '2025-07-15',
    })
  })

  it('lands on the last day of a shorter February', () => {
    expect(lastYear({}, '2024-02-29')).toEqual({ asOf: '2023-02-28' })
  })
})
