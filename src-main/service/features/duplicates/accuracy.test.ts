import { describe, expect, it } from 'vitest'
import { accuracyOf, namePairs } from '../../../../tests/helpers/name-pairs.ts'

describe('the duplicate check', () => {
  it('decides names that nobody tuned it on, 95 of 100 both ways', () => {
    const pairs = namePairs('held-out').filter(({ kind }) => kind !== 'translated')
    const { precision, recall } = accuracyOf(pairs)
    expect(pairs.length).toBeGreaterThan(1000)
    expect(precision).toBeGreaterThanOrEqual(0.95)
    expect(recall).toBeGreaterThanOrEqual(0.95)
  })

  it('never takes a branch for another branch', () => {
    const branches = [...namePairs('tuned'), ...namePairs('held-out')].filter(({ kind }) => kind === 'branch')
    expect(accuracyOf(branches).precision).toBeNaN()
    expect(branches.length).toBeGreaterThan(300)
  })
})
