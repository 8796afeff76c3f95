import { DEFAULT_LIMITS, type FileLimits } from '../limits.ts'
import { FileRefused } from '../refusal.ts'
import type { RowBatch } from '../rows.ts'
import { openBytes } from './bytes.ts'
import { sniffDelimiter } from './delimiter.ts'
import { decodeText, detectEncoding, type Encoding } from './encoding.ts'
import { createCsvTokenizer, type CsvRecords } from './tokenizer.ts'

export interface CsvOptions {
  readonly isGzip?: boolean
  /** Chosen by hand; detected when left out. */
  readonly encoding?: Encoding
  /** Detected when left out. */
  readonly delimiter?: string
  readonly limits?: FileLimits
}

export interface CsvSource {
  readonly encoding: Encoding
  /** Every record, the head included, in file order. Each call reads from the beginning. */
  batches(): AsyncGenerator<RowBatch>
}

/**
 * Opens a CSV file for reading: finds its encoding, then hands its rows over in stretches.
 *
 * Edge    the delimiter is found when the first stretch is read. Cells are parts of a larger string: keep one for long and it
 *         keeps its whole piece (256 kB) alive, so copy what goes into a cache.
 * Errors  throws FileRefused; nothing of the file is kept.
 * Cost    constant memory beyond the 16 MB that `openBytes` may keep.
 */
export async function openCsv(file: string, options: CsvOptions = {}): Promise<CsvSource> {
  const limits = options.limits ?? DEFAULT_LIMITS
  const source = await openBytes(file, options.isGzip ?? false, limits)
  const encoding = options.encoding ?? (await detectEncoding(file, source.chunks()))

  async function* batches(): AsyncGenerator<RowBatch> {
    let tokenizer: ReturnType<typeof createCsvTokenizer> | null = null
    let count = 0
    for await (const piece of decodeText(file, source.chunks(), encoding)) {
      let text = piece
      if (tokenizer === null) {
        tokenizer = createCsvTokenizer(file, options.delimiter ?? sniffDelimiter(text), limits)
        const declared = /^sep=.\r?\n/i.exec(text)
        if (declared !== null) {
          text = text.slice(declared[0].length)
          tokenizer.skipLines(1)
        }
      }
      yield* counted(tokenizer.push(text))
    }
    if (tokenizer !== null) yield* counted(tokenizer.end())

    function* counted(records: CsvRecords): Generator<RowBatch> {
      if (records.rows.length === 0) return
      count += records.rows.length
      if (count > limits.rows) throw new FileRefused({ kind: 'too-many-rows', file, limit: limits.rows })
      yield { rows: records.rows, lines: records.lines, digitsLost: [] }
    }
  }

  return { encoding, batches }
}
