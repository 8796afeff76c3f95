import { describe, expect, it } from 'vitest'
import { useCellCursor } from './use-cell-cursor.ts'

const press = (key: string, modifiers: Partial<KeyboardEvent> = {}) => ({ key, shiftKey: false, ctrlKey: false, metaKey: false, ...modifiers })

describe('useCellCursor', () => {
  it('appears where it stands at the first key, then moves and stays inside', () => {
    const cursor = useCellCursor({ rows: () => 3, columns: () => 2, page: () => 10 })
    cursor.handleKey(press('ArrowDown'))
    expect(cursor.active.value).toEqual({ row: 0, column: 0 })
    cursor.handleKey(press('PageDown'))
    cursor.handleKey(press('ArrowRight'))
    cursor.handleKey(press('ArrowRight'))
    expect(cursor.active.value).toEqual({ row: 2, column: 1 })
    cursor.handleKey(press('Home', { ctrlKey: true }))
    expect(cursor.active.value).toEqual({ row: 0, column: 0 })
  })

  it('spans a rectangle with Shift and lets go of it without', () => {
    const cursor = useCellCursor({ rows: () => 10, columns: () => 5, page: () => 5 })
    cursor.go({ row: 4, column: 3 }, false)
    cursor.handleKey(press('ArrowUp', { shiftKey: true }))
    cursor.handleKey(press('ArrowLeft', { shiftKey: true }))
    expect(cursor.range.value).toEqual({ top: 3, bottom: 4, left: 2, right: 3 })
    cursor.handleKey(press('ArrowDown'))
    expect(cursor.range.value).toEqual({ top: 4, bottom: 4, left: 2, right: 2 })
  })

  it('ignores keys that mean nothing and lists without rows', () => {
    const cursor = useCellCursor({ rows: () => 0, columns: () => 2, page: () => 1 })
    expect(cursor.handleKey(press('x'))).toBe(false)
    cursor.handleKey(press('ArrowDown'))
    expect(cursor.active.value).toBeNull()
  })
})
