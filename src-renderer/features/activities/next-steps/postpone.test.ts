import { describe, expect, it } from 'vitest'
import { postponedTo } from './postpone.ts'

describe('postponedTo', () => {
  it('counts an overdue step from today', () => {
    expect(postponedTo('2026-02-01', 1, '2026-03-02')).toBe('2026-03-03')
  })

  it('counts a step of today or later from its own day', () => {
    expect(postponedTo('2026-03-02', 3, '2026-03-02')).toBe('2026-03-05')
    expect(postponedTo('2026-03-10', 7, '2026-03-02')).toBe('2026-03-17')
  })

  it('gives a step without a day one', () => {
    expect(postponedTo(null, 7, '2026-12-28')).toBe('2027-01-04')
  })
})
