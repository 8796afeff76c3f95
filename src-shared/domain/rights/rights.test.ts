import { describe, expect, it } from 'vitest'
import { actions, mayDo, maySetOwner } from './rights.ts'

describe('mayDo', () => {
  it('lets a representative write customers but no table of the firm', () => {
    expect(actions.filter((action) => mayDo('rep', action))).toEqual([
      'customers.write', 'activities.write', 'opportunities.write', 'orders.write', 'records.export',
    ])
  })

  it('lets managers, directors and administrators do everything', () => {
    for (const role of ['manager', 'director', 'admin']) expect(actions.every((action) => mayDo(role, action))).toBe(true)
  })

  it('lets an unknown role do nothing', () => {
    expect(actions.some((action) => mayDo('owner', action))).toBe(false)
  })
})

describe('maySetOwner', () => {
  it('lets a representative take but not give', () => {
    expect(maySetOwner('rep', 'me', 'me')).toBe(true)
    expect(maySetOwner('rep', 'me', 'other')).toBe(false)
    expect(maySetOwner('rep', 'me', null)).toBe(false)
    expect(maySetOwner('manager', 'me', 'other')).toBe(true)
  })
})
