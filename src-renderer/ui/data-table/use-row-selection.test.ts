import { describe, expect, it } from 'vitest'
import { useRowSelection } from './use-row-selection.ts'

describe('useRowSelection', () => {
  it('counts rows never loaded when everything is selected, less the exceptions', () => {
    const selection = useRowSelection(() => 100_000)
    selection.selectAll()
    selection.toggle('a')
    expect([selection.count.value, selection.isSelected('a'), selection.isSelected('never-seen')]).toEqual([99_999, false, true])
    selection.select(['a'])
    expect(selection.count.value).toBe(100_000)
  })

  it('keeps single rows', () => {
    const selection = useRowSelection(() => 10)
    selection.select(['a', 'b'])
    selection.toggle('b')
    expect([...selection.ids.value]).toEqual(['a'])
    selection.clear()
    expect(selection.count.value).toBe(0)
  })
})
