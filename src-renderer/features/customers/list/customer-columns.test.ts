import { describe, expect, it } from 'vitest'
import { CustomerRow } from '#shared/contract/customers.contract.ts'
import { customerColumns } from './customer-columns.ts'
import { customerFilters } from './customer-filters.ts'

const format = {
  money: (minor: number | null | undefined) => String(minor),
  number: String,
  date: (date: string | null | undefined) => date ?? '–',
  relativeDay: (date: string | null | undefined) => date ?? '–',
  instant: String,
}
const columns = customerColumns({ t: (key) => key, format, currency: 'CNY' })
const filters = customerFilters({ t: (key) => key, currency: 'CNY', findEmployee: async () => [], findOrgUnit: async () => [] })
const fields = Object.keys(CustomerRow.shape)

describe('customerColumns', () => {
  it('sorts only by fields that the service sorts by', () => {
    const unsortable = ['id', 'ownerName', 'orgUnitName']
    for (const column of columns) {
      expect(fields).toContain(column.sortField)
      expect(unsortable).not.toContain(column.sortField)
    }
  })
  it('names each column once', () => {
    expect(new Set(columns.map((column) => column.key)).size).toBe(columns.length)
  })
  it('copies sales as a bare number', () => {
    const sales = columns.find((column) => column.key === 'sales12Minor')
    expect(sales?.copy?.({ sales12Minor: 123_456 } as CustomerRow)).toBe(1234.56)
  })
})

describe('customerFilters', () => {
  it('asks only for fields of a row', () => {
    for (const filter of filters) expect(fields).toContain(filter.key)
  })
})
