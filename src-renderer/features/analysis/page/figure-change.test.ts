import { describe, expect, it } from 'vitest'
import { figureChange } from './figure-change.ts'

describe('figureChange', () => {
  it('is relative for amounts and in points for percentages', () => {
    expect(figureChange('netMinor', 200, 150)).toEqual({ isUp: false, tone: 'bad', size: 0.25, measure: 'growth' })
    expect(figureChange('winRate', 0.25, 0.5)).toEqual({ isUp: true, tone: 'good', size: 0.25, measure: 'growthPoints' })
  })

  it('takes more returns for bad news and a p-value for none', () => {
    expect(figureChange('returnsMinor', 100, 150)?.tone).toBe('bad')
    expect(figureChange('lost', 10, 5)?.tone).toBe('good')
    expect(figureChange('p', 0.2, 0.1)?.tone).toBe('neutral')
  })

  it('gives nothing on a base of zero or below, for an unknown value, or without a change', () => {
    expect(figureChange('netMinor', -10, 20)).toBeNull()
    expect(figureChange('netMinor', 0, 20)).toBeNull()
    expect(figureChange('netMinor', null, 20)).toBeNull()
    expect(figureChange('netMinor', 20, 20)).toBeNull()
  })
})
