import { dirname, resolve } from 'node:path'
import type { ImportMap } from '#shared/contract/imports.contract.ts'
import { openTable } from '../../files/table-file.ts'
import { refuse } from '../../refusal.ts'

/** Rows of a second file, by the text of the column that both files have. */
export interface JoinTable {
  /** Without the common column. */
  readonly headers: readonly string[]
  /** Column of the first file that is compared. */
  readonly column: number
  readonly rowsByKey: ReadonlyMap<string, readonly (readonly string[])[]>
}

const MAX_JOIN_ROWS = 1_000_000

/**
 * Loads the second file of a map, which lies beside the first.
 *
 * Errors  FileRefused; `import-header-missing` when one of the files lacks the common column.
 * Cost    the whole second file in memory; name the smaller one of the two.
 */
export async function loadJoin(file: string, join: NonNullable<ImportMap['join']>, headers: readonly string[]): Promise<JoinTable> {
  const column = headers.indexOf(join.on)
  if (column === -1) refuse('import-header-missing', { columns: join.on, found: headers.join(', ') })
  const table = await openTable(resolve(dirname(file), join.file))
  const rowsByKey = new Map<string, string[][]>()
  let own: string[] | null = null
  let keyColumn = -1
  let count = 0
  for await (const batch of table.batches()) {
    for (const row of batch.rows) {
      if (own === null) {
        own = row.map((header) => header.trim())
        keyColumn = own.indexOf(join.on)
        if (keyColumn === -1) refuse('import-header-missing', { columns: join.on, found: own.join(', ') })
        continue
      }
      count += 1
      if (count > MAX_JOIN_ROWS) refuse('file-too-many-rows', { file: join.file, limit: MAX_JOIN_ROWS })
      const width = own.length
      const key = (row[keyColumn] ?? '').trim()
      const cells = Array.from({ length: width }, (_, index) => row[index] ?? '').filter((_, index) => index !== keyColumn)
      const same = rowsByKey.get(key)
      if (same === undefined) rowsByKey.set(key, [cells])
      else same.push(cells)
    }
  }
  return { headers: (own ?? []).filter((_, index) => index !== keyColumn), column, rowsByKey }
}

type Place = { row: number; column: number }

/** Puts the rows of the second file behind those of the first: one row for each match, the row alone where there is none. */
export function joinRows(
  rows: readonly (readonly string[])[],
  numbers: readonly number[],
  digitsLost: readonly Place[],
  join: JoinTable,
  width: number,
): { rows: (readonly string[])[]; numbers: number[]; digitsLost: Place[] } {
  const out: (readonly string[])[] = []
  const outNumbers: number[] = []
  const outLost: Place[] = []
  rows.forEach((row, index) => {
    const head = Array.from({ length: width }, (_, column) => row[column] ?? '')
    const lost = digitsLost.filter((place) => place.row === index)
    for (const tail of join.rowsByKey.get((row[join.column] ?? '').trim()) ?? [[]]) {
      outLost.push(...lost.map((place) => ({ row: out.length, column: place.column })))
      out.push([...head, ...tail])
      outNumbers.push(numbers[index] ?? 0)
    }
  })
  return { rows: out, numbers: outNumbers, digitsLost: outLost }
}
