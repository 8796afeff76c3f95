import { createCsvTokenizer } from './tokenizer.ts'
import { FileRefused } from '../refusal.ts'

const CANDIDATES = [',', ';', '\t', '|'] as const
const SAMPLE_CHARACTERS = 64 * 1024
const SAMPLE_ROWS = 50

/**
 * Finds what separates the cells, from the beginning of a file: the candidate that gives most rows the same number of cells.
 *
 * Edge    one column only: a comma. A first line `sep=;`, which Excel writes and reads, decides at once.
 */
export function sniffDelimiter(text: string): string {
  const declared = /^sep=(.)\r?\n/i.exec(text)
  if (declared?.[1] !== undefined) return declared[1]
  const sample = text.slice(0, SAMPLE_CHARACTERS)
  let best = ','
  let bestScore = 0
  for (const candidate of CANDIDATES) {
    const score = evenness(sample, candidate)
    if (score > bestScore) {
      best = candidate
      bestScore = score
    }
  }
  return best
}

/** Cells in the head, times the share of sampled rows that have as many. 0 for a single column. */
function evenness(sample: string, delimiter: string): number {
  const rows = sampleRows(sample, delimiter)
  const width = rows[0]?.length ?? 0
  if (width < 2) return 0
  return width * (rows.filter((row) => row.length === width).length / rows.length)
}

function sampleRows(sample: string, delimiter: string): string[][] {
  try {
    const tokenizer = createCsvTokenizer('', delimiter)
    const rows = [...tokenizer.push(sample).rows]
    if (rows.length === 0) rows.push(...tokenizer.end().rows)
    return rows.slice(0, SAMPLE_ROWS)
  } catch (error) {
    // A sample that this delimiter cannot cut at all is a vote against it; the real reader reports what is wrong.
    if (error instanceof FileRefused) return []
    throw error
  }
}
