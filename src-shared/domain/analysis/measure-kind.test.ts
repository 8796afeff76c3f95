import { describe, expect, it } from 'vitest'
import { isIdentity, measureKind } from './measure-kind.ts'

describe('measureKind', () => {
  it('reads the kind from the name of the measure', () => {
    expect(measureKind('netMinor')).toBe('money')
    expect(measureKind('trendSlope')).toBe('money')
    expect(measureKind('winRate')).toBe('percent')
    expect(measureKind('growthPoints')).toBe('points')
    expect(measureKind('gini')).toBe('decimal')
    expect(measureKind('month')).toBe('month')
    expect(measureKind('name')).toBe('text')
  })
})

describe('isIdentity', () => {
  it('hides ids and keeps words that only end alike', () => {
    expect(['customerId', 'id', 'paid', 'name'].map(isIdentity)).toEqual([true, true, false, false])
  })
})
