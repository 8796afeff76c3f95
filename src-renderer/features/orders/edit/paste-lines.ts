import { emptyLine, lineCells, type LineCell, type LineDraft } from './line-drafts.ts'

/** A pasted code or name whose product has still to be looked up. */
export interface WantedProduct {
  readonly key: number
  readonly text: string
}

export interface PastedLines {
  readonly lines: readonly LineDraft[]
  readonly wanted: readonly WantedProduct[]
}

/** Splits what a spreadsheet puts on the clipboard into cells; a quoted cell may hold tabs, line breaks and doubled quotes. */
export function splitCells(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let isQuoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    if (isQuoted) {
      if (char !== '"') cell += char
      else if (text.charAt(i + 1) === '"') cell += text.charAt(++i)
      else isQuoted = false
    } else if (char === '"' && cell === '') isQuoted = true
    else if (char === '\t') {
      rows.at(-1)?.push(cell)
      cell = ''
    } else if (char === '\n') {
      rows.at(-1)?.push(cell)
      rows.push([])
      cell = ''
    } else if (char !== '\r') cell += char
  }
  rows.at(-1)?.push(cell)
  return rows.filter((row) => row.some((one) => one.trim() !== ''))
}

/**
 * Puts pasted cells over the lines, beginning at one cell, as a spreadsheet does; lines that are missing below are added.
 *
 * Shape   `wanted` are the product cells, in order: their text has to be looked up.
 * Edge    cells right of the last column are dropped; a quantity that is pasted stays text until it is read.
 */
export function pasteLines(lines: readonly LineDraft[], text: string, at: { key: number; cell: LineCell }): PastedLines {
  const rows = splitCells(text)
  const firstRow = Math.max(0, lines.findIndex((line) => line.key === at.key))
  const firstCell = lineCells.indexOf(at.cell)
  const result = [...lines]
  const wanted: WantedProduct[] = []
  let nextKey = Math.max(0, ...lines.map((line) => line.key)) + 1

  rows.forEach((cells, rowOffset) => {
    let line = result[firstRow + rowOffset] ?? emptyLine(nextKey++)
    cells.forEach((value, cellOffset) => {
      const cell = lineCells[firstCell + cellOffset]
      if (cell === undefined) return
      if (cell === 'product') {
        if (value.trim() !== '') wanted.push({ key: line.key, text: value.trim() })
      } else line = { ...line, [cell]: value.trim() }
    })
    result[firstRow + rowOffset] = line
  })
  return { lines: result, wanted }
}
