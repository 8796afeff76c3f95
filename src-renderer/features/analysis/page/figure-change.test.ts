import { describe, expect, it } from 'vitest'
import { figureChange } from './figure-change.ts'

describe('figureChange', () => {
  it('is relative for amounts and in points for percentages', () => {
    expect(figureChange('netMinor', 200, 150)).toEqual({ isUp: false, size: 0.25, measure: 'growth' })
    expect(figureChange('winRate', 0.25, 0.5)).toEqual({ isUp: true, size: 0.25, measure: 'growthPoints' })
  })

  it('gives nothing on a base of zero or below, for an unknown value, or without a change', () => {
    expect(figureChange('netMinor', -10, 20)).toBeNull()
    expect(figureChange('netMinor', 0, 20)).toBeNull()
    expect(figureChange('netMinor', null, 20)).toBeNull()
    expect(figureChange('netMinor', 20, 20)).toBeNull()
  })
})
