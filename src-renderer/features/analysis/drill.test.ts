import { describe, expect, it } from 'vitest'
import type { ModelResult } from '#shared/contract/analysis.contract.ts'
import { drillOfRow } from './drill.ts'

const result = {
  tables: { customers: [{ name: 'A', customerId: 'id-a' }, { name: 'anonymous', customerId: null }], weights: [{ sales: 1 }] },
  drill: {
    all: { records: 'order-lines', filter: {} },
    tables: { customers: { records: 'order-lines', filter: { currency: 'CNY', grades: ['A'] }, columns: { customerId: 'customer' } } },
  },
} as unknown as ModelResult

describe('drillOfRow', () => {
  it('puts the values of the row into the filter of the table', () => {
    expect(drillOfRow(result, 'customers', 0)).toEqual({ records: 'order-lines', filter: { currency: 'CNY', grades: ['A'], customer: 'id-a' } })
  })

  it('asks for records without a customer when the row has none', () => {
    expect(drillOfRow(result, 'customers', 1)?.filter.customer).toBeNull()
  })

  it('gives null where no drill-down is declared or the row does not exist', () => {
    expect(drillOfRow(result, 'weights', 0)).toBeNull()
    expect(drillOfRow(result, 'customers', 9)).toBeNull()
  })
})
