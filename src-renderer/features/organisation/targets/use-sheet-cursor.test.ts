import { describe, expect, it } from 'vitest'
import { useSheetCursor, type SheetCell } from './use-sheet-cursor.ts'

function setup() {
  const cells = new Map<string, string>([['0,0', '5']])
  const written: string[] = []
  const at = (cell: SheetCell): string => `${cell.row},${cell.column}`
  const cursor = useSheetCursor({
    rows: () => 2,
    columns: () => 3,
    textAt: (cell) => cells.get(at(cell)) ?? '',
    write: (cell, text) => {
      cells.set(at(cell), text)
      written.push(`${at(cell)}=${text}`)
    },
  })
  const press = (key: string, more: { shiftKey?: boolean; ctrlKey?: boolean } = {}): boolean =>
    cursor.handleKey({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more })
  return { cursor, written, press }
}

describe('useSheetCursor', () => {
  it('replaces the value with the first character and writes it on Enter, one row down', () => {
    const { cursor, written, press } = setup()
    press('7')
    expect(cursor.draft.value).toBe('7')
    press('Enter')
    expect(written).toEqual(['0,0=7'])
    expect(cursor.active.value).toEqual({ row: 1, column: 0 })
  })

  it('edits in place with F2 and takes back with Escape', () => {
    const { cursor, written, press } = setup()
    press('F2')
    expect(cursor.draft.value).toBe('5')
    press('Escape')
    expect([cursor.draft.value, written]).toEqual([null, []])
  })

  it('writes nothing when the text is what it was', () => {
    const { written, press } = setup()
    press('F2')
    press('Tab')
    expect(written).toEqual([])
  })

  it('goes on to the next row with Tab and leaves the sheet at its end', () => {
    const { cursor, press } = setup()
    cursor.go(0, 2)
    expect(press('Tab')).toBe(true)
    expect(cursor.active.value).toEqual({ row: 1, column: 0 })
    cursor.go(1, 2)
    expect(press('Tab')).toBe(false)
    cursor.go(0, 0)
    expect(press('Tab', { shiftKey: true })).toBe(false)
  })

  it('leaves arrows to the text while one types, and shortcuts to the window', () => {
    const { cursor, press } = setup()
    press('1')
    expect(press('ArrowRight')).toBe(false)
    expect(cursor.active.value).toEqual({ row: 0, column: 0 })
    cursor.cancel()
    expect(press('c', { ctrlKey: true })).toBe(false)
  })

  it('empties a cell with Delete', () => {
    const { written, press } = setup()
    press('Delete')
    expect(written).toEqual(['0,0='])
  })
})
