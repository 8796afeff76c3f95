import { describe, expect, it } from 'vitest'
import type { FilterGroup } from '#shared/contract/list-query.ts'
import { showFilter } from './show.ts'

const mine: FilterGroup = { join: 'or', conditions: [{ field: 'kind', operator: 'is', values: ['visit'] }], groups: [] }

describe('showFilter', () => {
  it('takes yesterday as the latest overdue day', () => {
    expect(showFilter('overdue', '2026-03-01', undefined)).toEqual({
      join: 'and',
      conditions: [{ field: 'doneAt', operator: 'isEmpty', values: [] }, { field: 'plannedOn', operator: 'atMost', values: ['2026-02-28'] }],
      groups: [],
    })
  })

  it('keeps an "or" of the person inside the cut', () => {
    expect(showFilter('done', '2026-03-01', mine)).toMatchObject({ join: 'and', groups: [mine] })
  })

  it('sends only the filter of the person for all', () => {
    expect(showFilter('all', '2026-03-01', mine)).toBe(mine)
    expect(showFilter('all', '2026-03-01', undefined)).toBeUndefined()
  })
})
