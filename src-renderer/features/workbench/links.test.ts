import { describe, expect, it } from 'vitest'
import { comparedMonths, forgottenSince, newCustomersOfMonth, ordersOfMonth } from './links.ts'

function conditions(link: unknown): unknown {
  return JSON.parse((link as { query: { filter: string } }).query.filter).conditions
}

describe('ordersOfMonth', () => {
  it('counts the same days of a shorter month', () => {
    expect(conditions(ordersOfMonth('2026-02', '2026-03-31'))).toEqual([
      { field: 'orderedOn', operator: 'atLeast', values: ['2026-02-01'] },
      { field: 'orderedOn', operator: 'atMost', values: ['2026-02-28'] },
    ])
    expect(conditions(ordersOfMonth('2025-12', '2026-01-10'))).toMatchObject([{}, { values: ['2025-12-10'] }])
  })
})

describe('forgottenSince', () => {
  it('takes the day so many days ago as the latest contact', () => {
    expect(conditions(forgottenSince(30, '2026-03-02'))).toEqual([{ field: 'lastContactOn', operator: 'atMost', values: ['2026-01-31'] }])
  })
})

describe('newCustomersOfMonth', () => {
  it('starts at the local midnight of the first', () => {
    expect(conditions(newCustomersOfMonth('2026-03'))).toMatchObject([{ values: [new Date(2026, 2, 1).getTime()] }])
  })
})

describe('comparedMonths', () => {
  it('goes over the turn of the year', () => {
    expect(comparedMonths('2026-01')).toEqual({ previous: '2025-12', lastYear: '2025-01' })
  })
})
