/** What a cell of a workbook holds. CSV cells are always strings. A date is UTC, without a time zone of its own. */
export type CellValue = string | number | boolean | Date | null

/** A stretch of rows in file order; readers hand over stretches because one await per row would cost more than the parsing. */
export interface RowBatch {
  readonly rows: readonly (readonly string[])[]
  /** For each row the line (CSV) or sheet row (workbook) where it begins, counted from 1, as the user's editor shows it. */
  readonly lines: readonly number[]
  /** Cells whose number had more digits than a spreadsheet keeps, so that the last ones are already lost. */
  readonly digitsLost: readonly { readonly row: number; readonly column: number }[]
}

/**
 * The text of a cell as a person would have typed it.
 *
 * Shape   dates as YYYY-MM-DD, with HH:MM:SS when there is a time of day; numbers without exponent or grouping.
 * Edge    null is the empty string.
 */
export function cellText(value: CellValue): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  return dateText(value)
}

/** Whether a number has more than the 15 digits that spreadsheets keep: an identity number stored so is damaged already. */
export function hasLostDigits(value: CellValue): boolean {
  return typeof value === 'number' && Math.abs(value) >= 1e15
}

function numberText(value: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  // Only magnitudes from 1e21 or below 1e-6 get here; neither is a code, so 20 decimals are plenty.
  if (Math.abs(value) >= 1) return BigInt(Math.round(value)).toString()
  return value.toFixed(20).replace(/0+$/, '').replace(/\.$/, '')
}

function dateText(value: Date): string {
  // A serial number like 45000.999999 is a rounded midnight, not 23:59:59.9.
  const rounded = new Date(Math.round(value.getTime() / 1000) * 1000)
  if (Number.isNaN(rounded.getTime())) return ''
  const iso = rounded.toISOString()
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}
