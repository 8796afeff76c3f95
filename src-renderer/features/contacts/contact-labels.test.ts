import { describe, expect, it } from 'vitest'
import type { CustomerContact } from '#shared/contract/customers.contract.ts'
import { orderPeople } from './contact-labels.ts'

function person(name: string, fields: Partial<CustomerContact> = {}): CustomerContact {
  return {
    id: name, linkId: name, name, role: 'other', title: null, phone: null, otherPhone: null, mail: null, wechat: null, birthday: null,
    background: null, influence: null, preferences: null, preferredChannel: null, note: null, fromOn: null, toOn: null, alsoAt: [], ...fields,
  }
}

describe('orderPeople', () => {
  it('puts who decides first and the more influential of one role before the others', () => {
    const people = [person('a'), person('b', { role: 'buys', influence: 2 }), person('c', { role: 'buys', influence: 5 }), person('d', { role: 'decides' })]
    expect(orderPeople(people, '2025-03-08').present.map((one) => one.name)).toEqual(['d', 'c', 'b', 'a'])
  })
  it('keeps somebody until the end of the last day', () => {
    const people = [person('today', { toOn: '2025-03-08' }), person('gone', { toOn: '2025-03-07' })]
    const ordered = orderPeople(people, '2025-03-08')
    expect(ordered.present.map((one) => one.name)).toEqual(['today'])
    expect(ordered.former.map((one) => one.name)).toEqual(['gone'])
  })
})
