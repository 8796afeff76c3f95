import { colToLetter } from 'hucre/xlsx'
import type { Block, ChartBlock, FactsBlock, SheetSpec, TableBlock, TextBlock, TitleBlock, WorkbookSpec } from './workbook-spec.ts'

/** Rows and columns count from 0 here, as the library wants them. */
export interface PlacedTable {
  readonly block: TableBlock
  readonly sheetName: string
  /** Row of the head; data begins below it. */
  readonly headRow: number
  readonly firstColumn: number
  /** At least 1: Excel refuses a table without a data row. */
  readonly dataRows: number
  /** Null when no column has a total. */
  readonly totalRow: number | null
}

export interface PlacedChart {
  readonly block: ChartBlock
  readonly row: number
  readonly column: number
  readonly heightRows: number
}

export interface PlacedSheet {
  readonly spec: SheetSpec
  readonly name: string
  readonly titles: readonly { readonly block: TitleBlock; readonly row: number }[]
  readonly texts: readonly { readonly block: TextBlock; readonly row: number }[]
  readonly facts: readonly { readonly block: FactsBlock; readonly row: number }[]
  readonly tables: readonly PlacedTable[]
  readonly charts: readonly PlacedChart[]
}

const CHART_ROWS = 16

/**
 * Finds the place of every block: blocks follow each other downwards from A1, charts stand right of the tables or in the flow.
 *
 * Errors  throws for a table name used twice: charts and formulas would point at the wrong one.
 */
export function placeBlocks(spec: WorkbookSpec): PlacedSheet[] {
  const used = new Set<string>()
  const names = spec.sheets.map((sheet) => uniqueSheetName(sheet.name, used))
  const sheets = spec.sheets.map((sheet, index) => placeSheet(sheet, names[index] ?? sheet.name))
  const tables = sheets.flatMap((sheet) => sheet.tables.map((table) => table.block.name))
  if (new Set(tables).size !== tables.length) throw new Error('placeBlocks: two tables of the workbook have one name')
  return sheets
}

function placeSheet(spec: SheetSpec, name: string): PlacedSheet {
  const titles: PlacedSheet['titles'][number][] = []
  const texts: PlacedSheet['texts'][number][] = []
  const facts: PlacedSheet['facts'][number][] = []
  const tables: PlacedTable[] = []
  const charts: PlacedChart[] = []
  const rightColumn = 1 + Math.max(0, ...spec.blocks.map(blockColumns))
  let row = 0
  let rightRow = 0

  for (const block of spec.blocks) {
    switch (block.kind) {
      case 'title':
        titles.push({ block, row })
        row += 1
        break
      case 'text':
        texts.push({ block, row })
        row += block.lines.length + 1
        break
      case 'facts':
        facts.push({ block, row })
        row += block.rows.length + 1
        break
      case 'table': {
        const dataRows = Math.max(1, block.rows.length)
        const hasTotal = block.columns.some((column) => column.total !== undefined)
        tables.push({ block, sheetName: name, headRow: row, firstColumn: 0, dataRows, totalRow: hasTotal ? row + 1 + dataRows : null })
        row += 1 + dataRows + (hasTotal ? 1 : 0) + 1
        break
      }
      case 'chart': {
        const heightRows = block.heightRows ?? CHART_ROWS
        if (block.place === 'below') {
          charts.push({ block, row, column: 0, heightRows })
          row += heightRows + 1
        } else {
          // Beside its own table when that stands on this sheet, but never over the chart before.
          const own = tables.find((table) => table.block.name === block.table)
          const top = Math.max(rightRow, own?.headRow ?? 0)
          charts.push({ block, row: top, column: rightColumn, heightRows })
          rightRow = top + heightRows + 1
        }
        break
      }
      case 'space':
        row += block.rows ?? 1
        break
    }
  }
  return { spec, name, titles, texts, facts, tables, charts }
}

function blockColumns(block: Block): number {
  if (block.kind === 'table') return block.columns.length
  return block.kind === 'facts' ? 2 : 0
}

/** A name that Excel accepts: no []:*?/\ nor apostrophe at an end, at most 31 characters, different from the others. */
export function uniqueSheetName(wish: string, used: Set<string>): string {
  const clean = wish.replace(/[[\]:*?/\\]/g, ' ').replace(/^'+|'+$/g, '').replace(/\s+/g, ' ').trim() || 'Sheet'
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : ` ${number}`
    const name = clean.slice(0, 31 - suffix.length).trimEnd() + suffix
    if (used.has(name.toLowerCase())) continue
    used.add(name.toLowerCase())
    return name
  }
}

/** `A1` of a cell, with $ before both parts when it must not move. */
export function address(row: number, column: number, isFixed = false): string {
  return isFixed ? `$${colToLetter(column)}$${row + 1}` : `${colToLetter(column)}${row + 1}`
}

/**
 * The data of one column of a placed table as `'Sheet'!$B$2:$B$9`.
 *
 * Errors  throws for a column key that the table does not have.
 */
export function columnRange(table: PlacedTable, key: string, firstRows?: number): string {
  const column = table.firstColumn + columnIndex(table.block, key)
  const rows = Math.min(firstRows ?? table.dataRows, table.dataRows)
  const from = address(table.headRow + 1, column, true)
  const to = address(table.headRow + rows, column, true)
  return `'${table.sheetName.replaceAll("'", "''")}'!${from}:${to}`
}

export function columnIndex(block: TableBlock, key: string): number {
  const index = block.columns.findIndex((column) => column.key === key)
  if (index === -1) throw new Error(`workbook: table ${block.name} has no column ${key}`)
  return index
}
