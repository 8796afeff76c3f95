import type { Cell, CellStyle } from 'hucre/xlsx'
import { type PlainValue, numberFormat, shownWidth, storedValue, textWidth } from './formats.ts'
import { type PlacedSheet, type PlacedTable, address, columnIndex, columnRange } from './layout.ts'
import type { CellFormat, CellInput, FactRow } from './workbook-spec.ts'

export interface SheetCells {
  readonly rows: PlainValue[][]
  /** What a plain value cannot say, by `row,column`. */
  readonly cells: Map<string, Partial<Cell>>
  /** In characters, by column. */
  readonly widths: number[]
  /** Number format that a whole column may carry, by column: the one of the longest table standing in it. */
  readonly columnFormats: (string | undefined)[]
}

const TITLE_STYLES: Readonly<Record<1 | 2, CellStyle>> = {
  1: { font: { bold: true, size: 16 } },
  2: { font: { bold: true, size: 12 } },
}
const HEAD_STYLE: CellStyle = {
  font: { bold: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E6EDF3' } },
  border: { bottom: { style: 'thin', color: { rgb: '8A9BA8' } } },
  alignment: { vertical: 'center', wrapText: true },
}
const TOTAL_STYLE: CellStyle = { font: { bold: true }, border: { top: { style: 'thin', color: { rgb: '8A9BA8' } } } }
const LABEL_STYLE: CellStyle = { font: { color: { rgb: '5B6770' } } }
const MIN_WIDTH = 8
const MAX_WIDTH = 48
const MEASURED_ROWS = 200

/** The cells of one sheet: values where a value is enough, details where a formula, style or link is needed. */
export function sheetCells(sheet: PlacedSheet, tablesByName: ReadonlyMap<string, PlacedTable>): SheetCells {
  const rows: PlainValue[][] = []
  const cells = new Map<string, Partial<Cell>>()
  const widths: number[] = []
  const columnFormats: (string | undefined)[] = []

  const longest = [...sheet.tables].sort((a, b) => b.dataRows - a.dataRows)
  for (const table of longest) {
    table.block.columns.forEach((column, index) => {
      if (!(index in columnFormats)) columnFormats[index] = numberFormat(column.format)
    })
  }

  for (const { block, row } of sheet.titles) put(row, 0, block.text, undefined, TITLE_STYLES[block.level ?? 1])
  for (const { block, row } of sheet.texts) block.lines.forEach((line, index) => put(row + index, 0, line, undefined))
  for (const { block, row } of sheet.facts) block.rows.forEach((fact, index) => putFact(row + index, fact))
  for (const table of sheet.tables) putTable(table)
  return { rows, cells, widths, columnFormats }

  function put(row: number, column: number, input: CellInput, format: CellFormat | undefined, style?: CellStyle, formula?: string): PlainValue {
    const value = storedValue(input, format)
    const line = (rows[row] ??= [])
    while (line.length <= column) line.push(null)
    line[column] = value
    const own = numberFormat(format, value)
    const needsFormat = own !== undefined && own !== columnFormats[column]
    const merged = needsFormat ? { ...style, numFmt: own } : style
    const stored = value instanceof Date || value === null ? null : value
    if (formula !== undefined) {
      // The value goes in as the formula's result: set as the cell's value only, the library would drop it.
      cells.set(`${row},${column}`, { formula, formulaResult: stored, ...styled({ ...merged, ...(own === undefined ? {} : { numFmt: own }) }) })
    } else if (merged !== undefined) {
      cells.set(`${row},${column}`, { value, ...styled(merged) })
    }
    return value
  }

  function putFact(row: number, fact: FactRow): void {
    put(row, 0, fact.label, undefined, LABEL_STYLE)
    widen(0, textWidth(fact.label))
    const formula = formulaOf(fact.value)
    const style: CellStyle = { alignment: { horizontal: 'left' } }
    const value = put(row, 1, fact.value, fact.format, style, formula === null ? undefined : resolve(formula, null, row))
    widen(1, shownWidth(value, fact.format))
    if (fact.linkToSheet === undefined) return
    const target = `'${fact.linkToSheet.replaceAll("'", "''")}'!A1`
    cells.set(`${row},1`, { ...cells.get(`${row},1`), value, hyperlink: { target: '', location: target } })
  }

  function putTable(table: PlacedTable): void {
    table.block.columns.forEach((column, index) => {
      const place = table.firstColumn + index
      put(table.headRow, place, columnTitles(table)[index] ?? column.title, undefined, HEAD_STYLE)
      // Two characters more, for the filter button.
      let width = textWidth(column.title) + 2
      table.block.rows.forEach((cellsOfRow, rowIndex) => {
        const row = table.headRow + 1 + rowIndex
        const input = cellsOfRow[index] ?? null
        const formula = formulaOf(input) ?? column.formula ?? null
        const value = put(row, place, input, column.format, undefined, formula === null ? undefined : resolve(formula, table, row))
        if (rowIndex < MEASURED_ROWS) width = Math.max(width, shownWidth(value, column.format))
      })
      if (table.totalRow !== null) width = Math.max(width, putTotal(table, index, table.totalRow))
      widen(place, column.width ?? width)
    })
  }

  function putTotal(table: PlacedTable, index: number, row: number): number {
    const column = table.block.columns[index]
    if (column === undefined) return 0
    const place = table.firstColumn + index
    if (column.total === undefined) {
      put(row, place, column.totalLabel ?? null, undefined, TOTAL_STYLE)
      return textWidth(column.totalLabel ?? '')
    }
    let sum = 0
    for (const cellsOfRow of table.block.rows) {
      const input = cellsOfRow[index] ?? null
      const value = typeof input === 'object' && input !== null ? input.value : input
      if (typeof value === 'number') sum += value
    }
    const from = address(table.headRow + 1, place)
    const to = address(table.headRow + table.dataRows, place)
    // SUBTOTAL 109 leaves out the rows that a filter hides.
    return shownWidth(put(row, place, sum, column.format, TOTAL_STYLE, `SUBTOTAL(109,${from}:${to})`), column.format)
  }

  function widen(column: number, wanted: number): void {
    widths[column] = Math.min(MAX_WIDTH, Math.max(widths[column] ?? MIN_WIDTH, wanted + 2))
  }

  function resolve(formula: string, table: PlacedTable | null, row: number): string {
    return formula.replace(/\{([^{}]+)\}/g, (_, name: string) => {
      const dot = name.indexOf('.')
      if (dot !== -1) {
        const other = tablesByName.get(name.slice(0, dot))
        if (other === undefined) throw new Error(`workbook: no table ${name.slice(0, dot)} for a formula`)
        return columnRange(other, name.slice(dot + 1))
      }
      if (table === null) throw new Error(`workbook: {${name}} stands outside a table`)
      return address(row, table.firstColumn + columnIndex(table.block, name))
    })
  }
}

/** Titles of a table's head, as Excel demands them: not empty, each once. */
export function columnTitles(table: PlacedTable): string[] {
  const used = new Set<string>()
  return table.block.columns.map((column) => {
    const wish = column.title.replace(/[\r\n]+/g, ' ').trim() || column.key
    let title = wish
    for (let number = 2; used.has(title.toLowerCase()); number += 1) title = `${wish} ${number}`
    used.add(title.toLowerCase())
    return title
  })
}

function formulaOf(input: CellInput): string | null {
  return typeof input === 'object' && input !== null ? input.formula : null
}

function styled(style: CellStyle | undefined): { style?: CellStyle } {
  return style === undefined ? {} : { style }
}
