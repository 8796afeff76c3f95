/**
 * Writes cells as tab-separated text, as spreadsheets take it from the clipboard.
 *
 * Edge    tabs and line breaks inside a cell become blanks; text that a spreadsheet would run as a formula (=1+1, @sum) gets
         a leading apostrophe; numbers and phone numbers stay bare.
 */
export function toTsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((cells) => cells.map(cellText).join('\t')).join('\n')
}

function cellText(cell: string | number | null): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const flat = cell.replace(/[\t\r\n]+/g, ' ')
  return /^[=@]|^[+-](?![\d.,\s()%-]*$)/.test(flat) ? `'${flat}` : flat
}
