import { describe, expect, it } from 'vitest'
import { FilterGroup } from '#shared/contract/list-query.ts'
import { completeFilter, countConditions, emptyGroup, isBare, newCondition, operatorsOf, operatorWord, type FilterField } from './filter-fields.ts'

const grade: FilterField = { key: 'grade', label: 'Grade', kind: 'choice', options: [{ value: 'A', label: 'A' }] }

describe('completeFilter', () => {
  it('leaves out conditions without a value and groups without conditions', () => {
    const filter = completeFilter({
      join: 'and',
      conditions: [newCondition(grade), { field: 'phone', operator: 'isEmpty', values: [] }],
      groups: [emptyGroup('or'), { join: 'or', conditions: [{ field: 'grade', operator: 'is', values: ['A'] }], groups: [] }],
    })
    expect(filter).toEqual({
      join: 'and',
      conditions: [{ field: 'phone', operator: 'isEmpty', values: [] }],
      groups: [{ join: 'or', conditions: [{ field: 'grade', operator: 'is', values: ['A'] }], groups: [] }],
    })
    expect(FilterGroup.safeParse(filter).success).toBe(true)
    expect(countConditions(filter)).toBe(2)
  })

  it('gives undefined when nothing is left', () => {
    expect(completeFilter({ join: 'or', conditions: [newCondition(grade)], groups: [emptyGroup()] })).toBeUndefined()
    expect(countConditions(undefined)).toBe(0)
  })
})

describe('operatorsOf', () => {
  it('offers comparisons of size only where there is a size', () => {
    expect(operatorsOf(grade)).not.toContain('atLeast')
    expect(operatorsOf({ key: 'sales12Minor', label: '', kind: 'money' })[0]).toBe('atLeast')
    expect(operatorsOf(grade).filter(isBare)).toEqual(['isEmpty', 'isNotEmpty'])
  })
})

describe('operatorWord', () => {
  it('speaks of dates in another way than of sizes', () => {
    expect(operatorWord({ key: 'lastOrderOn', label: '', kind: 'date' }, 'atLeast')).toBe('date-atLeast')
    expect(operatorWord({ key: 'sales', label: '', kind: 'money' }, 'atLeast')).toBe('atLeast')
    expect(operatorWord({ key: 'lastOrderOn', label: '', kind: 'date' }, 'isEmpty')).toBe('isEmpty')
  })
})
