import { describe, expect, it } from 'vitest'
import type { OrderRow } from '#shared/contract/orders.contract.ts'
import { netMinor, orderColumns } from './order-columns.ts'

const order: OrderRow = {
  id: '0199a000-0000-7000-8000-000000000001', number: 'S1', kind: 'return', customerId: null, employeeId: null, orderedOn: '2025-03-08', channel: null,
  currency: 'CNY', originId: null, opportunityId: null, customerName: null, employeeName: null, lineCount: 2, totalMinor: 12_345,
}
const words = {
  t: (key: string) => key,
  format: { money: (minor: number | null | undefined, currency: string) => `${currency} ${minor}`, number: String, date: (date: string | null | undefined) => date ?? '' },
  currency: 'CNY',
}

describe('orderColumns', () => {
  it('shows and copies a return as what it takes away', () => {
    const total = orderColumns(words).find((column) => column.key === 'totalMinor')
    expect(total?.text(order)).toBe('CNY -12345')
    expect(total?.copy?.(order)).toBe(-123.45)
    expect(total?.sum?.({ totalMinor: 7 })).toBe('CNY 7')
    expect(Object.is(netMinor({ kind: 'return', totalMinor: 0 }), 0)).toBe(true)
  })
  it('leaves the customer out in the list of one customer', () => {
    expect(orderColumns(words, false).some((column) => column.key === 'customerId')).toBe(false)
  })
})
