import type { CellFormat, CellInput } from './workbook-spec.ts'

const NUMBER_FORMATS: Readonly<Record<CellFormat, string>> = {
  text: '@',
  integer: '#,##0;[Red]-#,##0',
  decimal: '#,##0.00;[Red]-#,##0.00',
  money: '#,##0.00;[Red]-#,##0.00',
  quantity: '#,##0;[Red]-#,##0',
  percent: '0.0%;[Red]-0.0%',
  date: 'yyyy-mm-dd',
  datetime: 'yyyy-mm-dd hh:mm',
}

/** With optional digits only (0.###) Excel shows a whole number as `2.`, so fractions have a format of their own. */
const FRACTION_FORMAT = '#,##0.0##;[Red]-#,##0.0##'

/** The number format of a column; of one cell, when its stored value is given. */
export function numberFormat(format: CellFormat | undefined, value?: PlainValue): string | undefined {
  if (format === undefined) return undefined
  if (format === 'quantity' && typeof value === 'number' && !Number.isInteger(value)) return FRACTION_FORMAT
  return NUMBER_FORMATS[format]
}

export type PlainValue = string | number | boolean | Date | null

/**
 * What is stored in the cell for a value of the program's own units.
 *
 * Units   minor units are divided by 100, thousandths by 1000; the nearest double shows exactly the digits that were there.
 * Edge    a text in a numeric or date column that is not one stays text, so that "n/a" can be said.
 */
export function storedValue(input: CellInput, format: CellFormat | undefined): PlainValue {
  const value = typeof input === 'object' && input !== null ? input.value : input
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') {
    if (format === 'date' && /^\d{4}-\d\d-\d\d$/.test(value)) return new Date(`${value}T00:00:00Z`)
    return value
  }
  if (!Number.isFinite(value)) return null
  if (format === 'money') return value / 100
  if (format === 'quantity') return value / 1000
  if (format === 'datetime') return new Date(value)
  if (format === 'text') return String(value)
  return value
}

/** Width of a text in characters of the default font: Chinese and other wide characters count twice. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1
  return width
}

/** How wide a stored value is when shown in its format. */
export function shownWidth(value: PlainValue, format: CellFormat | undefined): number {
  if (value === null) return 0
  if (value instanceof Date) return format === 'datetime' ? 16 : 10
  if (typeof value === 'number') {
    const digits = Math.trunc(Math.abs(value)).toString().length
    const decimals = format === 'money' || format === 'decimal' ? 3 : format === 'percent' ? 4 : 0
    return digits + Math.floor((digits - 1) / 3) + decimals + (value < 0 ? 1 : 0)
  }
  return textWidth(String(value))
}
