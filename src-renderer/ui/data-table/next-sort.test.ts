import { describe, expect, it } from 'vitest'
import { nextSort } from './next-sort.ts'

describe('nextSort', () => {
  it('goes ascending, descending, none', () => {
    const first = nextSort([], 'name', false)
    const second = nextSort(first, 'name', false)
    expect([first, second, nextSort(second, 'name', false)]).toEqual([[{ field: 'name', direction: 'asc' }], [{ field: 'name', direction: 'desc' }], []])
  })

  it('adds and turns beside others when adding, at most three', () => {
    const two = nextSort([{ field: 'name', direction: 'asc' }], 'grade', true)
    expect(two.map(({ field }) => field)).toEqual(['name', 'grade'])
    expect(nextSort(two, 'name', true)).toEqual([{ field: 'name', direction: 'desc' }, { field: 'grade', direction: 'asc' }])
    expect(nextSort(nextSort(two, 'a', true), 'b', true).map(({ field }) => field)).toEqual(['grade', 'a', 'b'])
  })

  it('replaces the sort when not adding', () => {
    expect(nextSort([{ field: 'name', direction: 'asc' }], 'grade', false)).toEqual([{ field: 'grade', direction: 'asc' }])
  })
})
