import { writeAtomically } from '../atomic-file.ts'
import { type CellValue, cellText } from '../rows.ts'

export type CsvRows = Iterable<readonly CellValue[]> | AsyncIterable<readonly CellValue[]>

const FLUSH_CHARACTERS = 256 * 1024
const FORMULA_START = /^[=+\-@\t\r]/
/** A plain number, which may begin with a sign without being a formula. */
const PLAIN_NUMBER = /^[+-]?\d[\d,]*(\.\d+)?%?$/

/**
 * Writes a CSV file that Excel opens with the right characters: UTF-8 with mark, CR LF, quotes where needed.
 *
 * Edge    text that a spreadsheet would run as a formula gets an apostrophe in front; `csvCellText` takes it off again.
 * Errors  leaves no file when writing or the row source fails.
 * Cost    constant memory.
 */
export async function writeCsv(path: string, head: readonly string[], rows: CsvRows): Promise<number> {
  let count = 0
  await writeAtomically(path, async (put) => {
    let text = `\uFEFF${csvLine(head)}`
    for await (const row of rows) {
      text += csvLine(row)
      count += 1
      if (text.length < FLUSH_CHARACTERS) continue
      await put(Buffer.from(text))
      text = ''
    }
    await put(Buffer.from(text))
  })
  return count
}

/** One record with its line end. */
export function csvLine(cells: readonly CellValue[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(value: CellValue): string {
  const text = typeof value === 'string' ? escapeFormula(value) : cellText(value)
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text
}

/** Makes text harmless for programs that run cells as formulas. */
export function escapeFormula(text: string): string {
  return FORMULA_START.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text
}

/** Takes off the apostrophe that `escapeFormula` put in front; any other text comes back as it is. */
export function csvCellText(text: string): string {
  return text.startsWith("'") && FORMULA_START.test(text.slice(1)) ? text.slice(1) : text
}
