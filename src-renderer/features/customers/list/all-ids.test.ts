import { ref } from 'vue'
import { describe, expect, it } from 'vitest'
import { selectedIds } from './all-ids.ts'

const rows = Array.from({ length: 1201 }, (_, n) => ({ id: `row-${n}` }))
const fetch = async (offset: number, limit: number) => ({ rows: rows.slice(offset, offset + limit), total: rows.length })

describe('selectedIds', () => {
  it('gives the ticked rows without asking', async () => {
    const ids = await selectedIds({ isAll: ref(false), ids: ref(new Set(['a', 'b'])) }, () => Promise.reject(new Error('asked')))
    expect(ids).toEqual(['a', 'b'])
  })
  it('walks the whole list for "all", without the exceptions', async () => {
    const ids = await selectedIds({ isAll: ref(true), ids: ref(new Set(['row-3'])) }, fetch)
    expect(ids).toHaveLength(1200)
    expect(ids).not.toContain('row-3')
  })
  it('gives each id once when rows move between the calls', async () => {
    const moving = async (offset: number) => ({ rows: rows.slice(Math.max(0, offset - 1), offset + 499), total: rows.length })
    const ids = await selectedIds({ isAll: ref(true), ids: ref(new Set<string>()) }, moving)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
