/**
 * A workbook as plain data: what stands on which sheet, in order. `writeWorkbook` finds the places, ranges and styles.
 * Nothing here is a sentence of its own; the caller has put every text into the reader's language.
 */
export interface WorkbookSpec {
  readonly title: string
  /** The firm or person named in the file's properties. */
  readonly creator?: string
  readonly sheets: readonly SheetSpec[]
}

export interface SheetSpec {
  /** Cleaned and made unique where Excel would refuse it (31 characters, no []:*?/\). */
  readonly name: string
  readonly blocks: readonly Block[]
  /** Hex RGB of the sheet's tab, without #. */
  readonly tabColor?: string
  /** Keeps the head of the only table in view while scrolling. Default true. */
  readonly freezeHead?: boolean
}

export type Block = TitleBlock | TextBlock | FactsBlock | TableBlock | ChartBlock | SpaceBlock

export interface TitleBlock {
  readonly kind: 'title'
  readonly text: string
  /** 1 the sheet's title, 2 a section. Default 1. */
  readonly level?: 1 | 2
}

/** Plain lines, one row each. */
export interface TextBlock {
  readonly kind: 'text'
  readonly lines: readonly string[]
}

/** Names and values below each other: a cover, parameters, key figures. */
export interface FactsBlock {
  readonly kind: 'facts'
  readonly rows: readonly FactRow[]
}

export interface FactRow {
  readonly label: string
  readonly value: CellInput
  readonly format?: CellFormat
  /** Name of a sheet of this workbook to which the value leads. */
  readonly linkToSheet?: string
}

/** A real Excel table, with filter buttons. */
export interface TableBlock {
  readonly kind: 'table'
  /** Unique in the workbook; charts and formulas name it. */
  readonly name: string
  readonly columns: readonly TableColumn[]
  readonly rows: readonly (readonly CellInput[])[]
}

export interface TableColumn {
  /** Unique in the table; letters, digits, underscore. */
  readonly key: string
  readonly title: string
  readonly format?: CellFormat
  /** In characters; measured from the contents when left out. */
  readonly width?: number
  /** A formula for every row, see {@link FormulaCell}; the rows' values are kept beside it. */
  readonly formula?: string
  /** Adds a sum under the table, which follows the filter. */
  readonly total?: 'sum'
  /** Text in the total row instead, for example in the first column. */
  readonly totalLabel?: string
}

/** A native chart over columns of a table anywhere in the workbook. */
export interface ChartBlock {
  readonly kind: 'chart'
  readonly chart: 'column' | 'bar' | 'line' | 'area' | 'pie'
  readonly title: string
  readonly table: string
  /** Column key for the category axis. */
  readonly categories: string
  /** Column keys, one line or bar group each; a pie takes the first. */
  readonly series: readonly string[]
  readonly isStacked?: boolean
  /** Only the first rows of the table, for example the ten largest. */
  readonly firstRows?: number
  /** Beside the sheet's tables or in the flow of the blocks. Default right. */
  readonly place?: 'right' | 'below'
  /** In rows of the sheet; default 16. */
  readonly heightRows?: number
  readonly xTitle?: string
  readonly yTitle?: string
}

export interface SpaceBlock {
  readonly kind: 'space'
  readonly rows?: number
}

/** Text that begins with = + - @ stays text. Dates are YYYY-MM-DD text, or UTC milliseconds with format `datetime`. */
export type CellInput = string | number | boolean | null | FormulaCell

export interface FormulaCell {
  /**
   * Excel formula without the equals sign. `{key}` is the cell of that column in the same table row, `{table.key}` the
   * whole column of a table (its data, without head and total).
   */
  readonly formula: string
  /** What the formula gives, stored beside it for viewers that do not calculate; in the units of the cell's format. */
  readonly value: string | number | null
}

/**
 * Units   `money` takes minor units (分) and `quantity` thousandths, both shown divided; `percent` takes a plain ratio (0.25);
 *         `date` YYYY-MM-DD; `datetime` UTC milliseconds, shown in UTC unless the caller has shifted them.
 */
export type CellFormat = 'text' | 'integer' | 'decimal' | 'money' | 'quantity' | 'percent' | 'date' | 'datetime'
