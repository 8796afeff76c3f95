import { describe, expect, it } from 'vitest'
import { completenessOf, type CompletenessInput } from './completeness.ts'

const empty: CompletenessInput = {
  kind: 'firm', contacts: 0, shortName: null, creditCode: null, industry: null, region: null, address: null, phone: null, grade: null,
  source: null, ownerId: null, orgUnitId: null, preferredChannel: null,
}

describe('completenessOf', () => {
  it('is 0 for a bare name and lists the weightiest first', () => {
    expect(completenessOf(empty)).toMatchObject({ score: 0 })
    expect(completenessOf(empty).missing[0]).toBe('contacts')
  })

  it('is 100 for a full file', () => {
    const full = { ...empty, contacts: 1, shortName: 'a', creditCode: 'a', industry: 'a', region: 'a', address: 'a', phone: 'a', grade: 'A', source: 'a', ownerId: 'a', orgUnitId: 'a', preferredChannel: 'call' }
    expect(completenessOf(full)).toEqual({ score: 100, missing: [] })
  })

  it('asks a person for no credit code', () => {
    expect(completenessOf({ ...empty, kind: 'person' }).missing).not.toContain('creditCode')
  })
})
