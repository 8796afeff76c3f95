import { describe, expect, it } from 'vitest'
import { comparedMonths, forgottenBetween, newCustomersOfMonth, ordersOfMonth } from './links.ts'

function conditions(link: unknown): unknown {
  return JSON.parse((link as { query: { filter: string } }).query.filter).conditions
}

describe('ordersOfMonth', () => {
  it('counts the same days of a shorter month', () => {
    expect(conditions(ordersOfMonth('2026-02', '2026-03-31', null))).toEqual([
      { field: 'orderedOn', operator: 'atLeast', values: ['2026-02-01'] },
      { field: 'orderedOn', operator: 'atMost', values: ['2026-02-28'] },
    ])
    expect(conditions(ordersOfMonth('2025-12', '2026-01-10', null))).toMatchObject([{}, { values: ['2025-12-10'] }])
  })
})

describe('forgottenBetween', () => {
  it('meets its neighbours without a gap and without an overlap', () => {
    const sales = { field: 'sales12Minor', operator: 'atLeast', values: [1] }
    expect(conditions(forgottenBetween(15, 30, '2026-03-02', null))).toEqual([
      sales,
      { field: 'lastContactOn', operator: 'atMost', values: ['2026-02-15'] },
      { field: 'lastContactOn', operator: 'atLeast', values: ['2026-02-01'] },
    ])
    expect(conditions(forgottenBetween(30, null, '2026-03-02', 'me'))).toEqual([
      sales,
      { field: 'lastContactOn', operator: 'atMost', values: ['2026-01-31'] },
      { field: 'ownerId', operator: 'is', values: ['me'] },
    ])
  })
})

describe('newCustomersOfMonth', () => {
  it('starts at the local midnight of the first', () => {
    expect(conditions(newCustomersOfMonth('2026-03', null))).toMatchObject([{ values: [new Date(2026, 2, 1).getTime()] }])
  })
})

describe('comparedMonths', () => {
  it('goes over the turn of the year', () => {
    expect(comparedMonths('2026-01')).toEqual({ previous: '2025-12', lastYear: '2025-01' })
  })
})
