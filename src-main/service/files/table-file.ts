import { type CsvSource, openCsv } from './csv/reader.ts'
import type { Encoding } from './csv/encoding.ts'
import { admitFile } from './gate/gate.ts'
import { DEFAULT_LIMITS, type FileLimits } from './limits.ts'
import type { RowBatch } from './rows.ts'
import { readTextRows, sheetNames } from './xlsx/reader.ts'

export interface TableOptions {
  readonly encoding?: Encoding
  readonly delimiter?: string
  readonly sheet?: string
  readonly limits?: FileLimits
}

/** A table of text read from a file, whatever the file's format. */
export interface TableFile {
  readonly format: 'csv' | 'xlsx'
  /** Null for a workbook. */
  readonly encoding: Encoding | null
  /** Empty for CSV. */
  readonly sheets: readonly string[]
  /** All rows with the head, in file order; each call reads from the beginning. */
  batches(): AsyncGenerator<RowBatch>
}

/**
 * Opens a CSV (also gzipped) or XLSX file behind the gate.
 *
 * Errors  throws FileRefused, here or while rows are read.
 */
export async function openTable(file: string, options: TableOptions = {}): Promise<TableFile> {
  const limits = options.limits ?? DEFAULT_LIMITS
  const admitted = await admitFile(file, limits)
  if (admitted.kind === 'xlsx') {
    const sheet = options.sheet === undefined ? {} : { sheet: options.sheet }
    return { format: 'xlsx', encoding: null, sheets: await sheetNames(file), batches: () => readTextRows(file, { ...sheet, limits }) }
  }
  const csv: CsvSource = await openCsv(file, {
    isGzip: admitted.isGzip,
    limits,
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }),
  })
  return { format: 'csv', encoding: csv.encoding, sheets: [], batches: () => csv.batches() }
}
