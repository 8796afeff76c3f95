import { describe, expect, it } from 'vitest'
import { filterAddress, filterFromAddress } from './filter-address.ts'

describe('filterFromAddress', () => {
  it('reads what filterAddress wrote', () => {
    const conditions = [{ field: 'lastContactOn', operator: 'atMost' as const, values: ['2026-10-25'] }]
    const address = filterAddress(conditions) as { filter: string }
    expect(filterFromAddress(address)).toEqual({ join: 'and', conditions, groups: [] })
  })

  it('gives nothing for an address without a filter or with a broken one', () => {
    expect(filterFromAddress({})).toBeUndefined()
    expect(filterFromAddress({ filter: '{"join":' })).toBeUndefined()
    expect(filterFromAddress({ filter: '{"join":"xor","conditions":[],"groups":[]}' })).toBeUndefined()
    expect(filterFromAddress({ filter: ['a', 'b'] })).toBeUndefined()
  })
})
