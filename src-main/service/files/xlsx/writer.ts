import { type ColumnDef, type SheetChart, type TableDefinition, type WriteSheet, writeXlsx } from 'hucre/xlsx'
import { writeAtomically } from '../atomic-file.ts'
import { type PlacedChart, type PlacedSheet, type PlacedTable, address, columnRange, placeBlocks } from './layout.ts'
import { columnTitles, sheetCells } from './sheet-cells.ts'
import type { WorkbookSpec } from './workbook-spec.ts'

const DEFAULT_FONT = { name: 'Microsoft YaHei', size: 10 }
const CHART_COLUMNS = 8
/** Told apart with red-green blindness too (Okabe and Ito 2008). */
const SERIES_COLORS = ['0072B2', 'E69F00', '009E73', 'CC79A7', '56B4E9', 'D55E00', 'F0E442', '000000']
/** A head further down than this would take the whole screen when frozen. */
const MAX_FROZEN_ROWS = 12

/**
 * Writes a workbook file wholly or not at all.
 *
 * Errors  throws for a spec that contradicts itself (unknown table or column), and what the disk throws; no file is left then.
 * Cost    builds the workbook in memory: about 1 kB a table row. For a plain list of any length use `writeRows`.
 */
export async function writeWorkbook(spec: WorkbookSpec, path: string): Promise<void> {
  const placed = placeBlocks(spec)
  const tablesByName = new Map(placed.flatMap((sheet) => sheet.tables.map((table) => [table.block.name, table] as const)))
  const bytes = await writeXlsx({
    sheets: placed.map((sheet, index) => sheetOf(sheet, tablesByName, index)),
    properties: { title: spec.title, ...(spec.creator === undefined ? {} : { creator: spec.creator }) },
    defaultFont: DEFAULT_FONT,
  })
  await writeAtomically(path, (put) => put(bytes))
}

function sheetOf(sheet: PlacedSheet, tablesByName: ReadonlyMap<string, PlacedTable>, index: number): WriteSheet {
  const { rows, cells, widths, columnFormats } = sheetCells(sheet, tablesByName)
  const frozenRows = frozenHead(sheet)
  return {
    name: sheet.name,
    // Rows of blocks that hold nothing (a chart in the flow) are holes until here.
    rows: Array.from(rows, (row) => row ?? []),
    cells,
    columns: Array.from({ length: Math.max(widths.length, columnFormats.length) }, (_, column) => columnDef(widths[column], columnFormats[column])),
    tables: sheet.tables.map((table, tableIndex) => tableDefinition(table, `${index + 1}_${tableIndex + 1}`)),
    charts: sheet.charts.map((chart) => chartOf(chart, tablesByName)),
    pageSetup: { paperSize: 'a4', orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    view: { showGridLines: sheet.tables.length > 0, ...(sheet.spec.tabColor === undefined ? {} : { tabColor: { rgb: sheet.spec.tabColor } }) },
    ...(frozenRows === 0 ? {} : { freezePane: { rows: frozenRows } }),
  }
}

function columnDef(width: number | undefined, numFmt: string | undefined): ColumnDef {
  return { ...(width === undefined ? {} : { width }), ...(numFmt === undefined ? {} : { numFmt }) }
}

function frozenHead(sheet: PlacedSheet): number {
  const [only] = sheet.tables
  if (sheet.spec.freezeHead === false || only === undefined || sheet.tables.length > 1) return 0
  return only.headRow < MAX_FROZEN_ROWS ? only.headRow + 1 : 0
}

function tableDefinition(table: PlacedTable, number: string): TableDefinition {
  const lastColumn = table.firstColumn + table.block.columns.length - 1
  const range = `${address(table.headRow, table.firstColumn)}:${address(table.headRow + table.dataRows, lastColumn)}`
  return {
    // The number keeps names apart after cleaning, and from looking like a cell (T1), which Excel refuses.
    name: `Table_${number}_${table.block.name.replace(/[^\p{L}\p{N}_]/gu, '_')}`.slice(0, 200),
    range,
    columns: columnTitles(table).map((name) => ({ name })),
    style: 'TableStyleLight1',
  }
}

function chartOf(placed: PlacedChart, tablesByName: ReadonlyMap<string, PlacedTable>): SheetChart {
  const { block, row, column, heightRows } = placed
  const table = tablesByName.get(block.table)
  if (table === undefined) throw new Error(`workbook: chart over a table ${block.table} that does not exist`)
  const keys = block.chart === 'pie' ? block.series.slice(0, 1) : block.series
  const categories = columnRange(table, block.categories, block.firstRows)
  const chart: SheetChart = {
    type: block.chart,
    title: block.title,
    anchor: { from: { row, col: column }, to: { row: row + heightRows, col: column + CHART_COLUMNS } },
    altText: block.title,
    legend: block.chart === 'pie' || keys.length > 1 ? 'bottom' : false,
    series: keys.map((key, index) => ({
      name: table.block.columns.find((candidate) => candidate.key === key)?.title ?? key,
      values: columnRange(table, key, block.firstRows),
      categories,
      ...(block.chart === 'pie' ? {} : { color: SERIES_COLORS[index % SERIES_COLORS.length] ?? '0072B2' }),
    })),
    axes: {
      ...(block.xTitle === undefined ? {} : { x: { title: block.xTitle } }),
      ...(block.yTitle === undefined ? {} : { y: { title: block.yTitle } }),
    },
  }
  if (block.isStacked !== true) return chart
  if (block.chart === 'line') return { ...chart, lineGrouping: 'stacked' }
  if (block.chart === 'area') return { ...chart, areaGrouping: 'stacked' }
  return { ...chart, barGrouping: 'stacked', overlap: 100 }
}
