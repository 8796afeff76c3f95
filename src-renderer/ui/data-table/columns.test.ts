import { describe, expect, it } from 'vitest'
import { clampWidth, headWidth, moveKey, placeColumns, type TableColumn } from './columns.ts'

const column = (key: string, isHidden = false): TableColumn<object> => ({ key, label: key, width: 100, isHidden, text: () => key })
const columns = [column('name'), column('grade'), column('phone', true)]

describe('placeColumns', () => {
  it('shows what the page declares, the first column frozen behind the tick boxes', () => {
    expect(placeColumns(columns, {}, 38).map(({ column: { key }, left, isFrozen }) => [key, left, isFrozen])).toEqual([
      ['name', 38, true],
      ['grade', 138, false],
    ])
  })

  it('follows the layout of the person, ignoring columns that no longer exist', () => {
    const placed = placeColumns(columns, { columns: ['phone', 'gone', 'name'], widths: { phone: 250 }, frozen: 2 }, 0)
    expect(placed.map(({ column: { key }, left, width, isFrozen }) => [key, left, width, isFrozen])).toEqual([
      ['phone', 0, 250, true],
      ['name', 250, 100, true],
    ])
  })

  it('takes a layout that leaves nothing visible as none', () => {
    expect(placeColumns(columns, { columns: ['gone'] }, 0).map(({ column: { key } }) => key)).toEqual(['name', 'grade'])
  })
})

describe('headWidth', () => {
  it('makes a column as wide as its words, unless the person chose a width', () => {
    const wide: TableColumn<object> = { key: 'a', label: 'Sales, last 12 months', width: 80, text: () => '' }
    expect(placeColumns([wide], {}, 0)[0]?.width).toBe(headWidth('Sales, last 12 months'))
    expect(placeColumns([wide], { widths: { a: 90 } }, 0)[0]?.width).toBe(90)
  })

  it('counts a Chinese sign as wider than a Latin one', () => {
    expect(headWidth('金额')).toBe(60)
    expect(headWidth('ab')).toBe(50)
  })
})

describe('moveKey', () => {
  it('lands where the pointer let go, to the right and to the left', () => {
    expect(moveKey(['a', 'b', 'c'], 'a', 'b')).toEqual(['b', 'a', 'c'])
    expect(moveKey(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b'])
    expect(moveKey(['a', 'b'], 'a', 'gone')).toEqual(['a', 'b'])
  })
})

describe('clampWidth', () => {
  it('keeps a column visible and on the screen', () => {
    expect([clampWidth(1), clampWidth(120.4), clampWidth(9999)]).toEqual([56, 120, 900])
  })
})
