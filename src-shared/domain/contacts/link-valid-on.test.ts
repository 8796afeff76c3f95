import { describe, expect, it } from 'vitest'
import { customersOfAll, isLinkValidOn, unlinkedContacts, type ContactLink } from './link-valid-on.ts'

const link = (contactId: string, customerId: string, fromOn: string | null = null, toOn: string | null = null): ContactLink => ({ contactId, customerId, fromOn, toOn })

describe('isLinkValidOn', () => {
  it('holds on its first and last day, and not beside them', () => {
    const span = { fromOn: '2026-01-01', toOn: '2026-01-31' }
    expect(['2025-12-31', '2026-01-01', '2026-01-31', '2026-02-01'].map((day) => isLinkValidOn(span, day))).toEqual([false, true, true, false])
    expect(isLinkValidOn({ fromOn: null, toOn: null }, '2026-01-01')).toBe(true)
  })
})

describe('unlinkedContacts', () => {
  it('names who changed employer before that day', () => {
    const links = [link('a', 'x', null, '2026-01-31'), link('a', 'y', '2026-02-01'), link('b', 'x')]
    expect(unlinkedContacts(['a', 'b'], 'x', '2026-01-15', links)).toEqual([])
    expect(unlinkedContacts(['a', 'b'], 'x', '2026-02-15', links)).toEqual(['a'])
    expect(unlinkedContacts(['c'], 'x', '2026-02-15', links)).toEqual(['c'])
  })
})

describe('customersOfAll', () => {
  it('gives the customers that all persons share on that day', () => {
    const links = [link('a', 'x'), link('a', 'y'), link('b', 'y'), link('b', 'z', '2027-01-01')]
    expect(customersOfAll(['a', 'b'], '2026-01-01', links)).toEqual(['y'])
    expect(customersOfAll(['a'], '2026-01-01', links)).toEqual(['x', 'y'])
  })
})
