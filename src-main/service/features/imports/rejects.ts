import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { writeCsv } from '../../files/csv/writer.ts'
import { problemText, reasonTitles, type Translate } from './fields/titles.ts'
import type { MappedTable } from './mapped-table.ts'
import type { RowLog } from './row-log.ts'

const REFUSES_WRITING = new Set(['EACCES', 'EROFS', 'EPERM'])

/**
 * Writes the rejected rows beside the file, as `<name>.rejected.csv`: the reason first, then the row as it was. Mended, the
 * file can be imported again with the same map.
 *
 * Edge    where the file's folder cannot be written to, into the folder `rejected` of the workspace. A file of rejected rows is
 *         never overwritten while it is the source.
 * Cost    reads the source a second time instead of keeping the rows.
 */
export async function writeRejects(source: string, table: MappedTable, log: RowLog, translate: Translate, workspaceDirectory: string): Promise<string> {
  try {
    return await write(rejectsPath(dirname(source), source), table, log, translate)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && REFUSES_WRITING.has(String(error.code)))) throw error
    const folder = join(workspaceDirectory, 'rejected')
    await mkdir(folder, { recursive: true })
    return write(rejectsPath(folder, source), table, log, translate)
  }
}

async function write(path: string, table: MappedTable, log: RowLog, translate: Translate): Promise<string> {
  // A source that is a file of rejected rows itself has the old reasons in front.
  const from = reasonTitles().includes(table.headers[0] ?? '') ? 1 : 0
  await writeCsv(path, [translate('import.rejects.reason'), ...table.headers.slice(from)], rejectedRows(table, log, translate, from))
  return path
}

async function* rejectedRows(table: MappedTable, log: RowLog, translate: Translate, from: number): AsyncGenerator<string[]> {
  const width = table.headers.length
  for await (const batch of table.batches()) {
    for (const [index, row] of batch.rows.entries()) {
      const reasons = log.reasons.get(batch.numbers[index] ?? 0)
      if (reasons === undefined) continue
      const reason = [...new Set(reasons.map((problem) => problemText(problem, translate)))].join('; ')
      yield [reason, ...Array.from({ length: Math.max(width, row.length) - from }, (_, column) => row[column + from] ?? '')]
    }
  }
}

function rejectsPath(folder: string, source: string): string {
  const name = basename(source).replace(/\.gz$/i, '').replace(/\.[^.]*$/, '')
  if (!/\.rejected(-\d+)?$/.test(name)) return join(folder, `${name}.rejected.csv`)
  const stem = name.replace(/-\d+$/, '')
  for (let number = 2; ; number += 1) {
    const path = join(folder, `${stem}-${String(number)}.csv`)
    if (!existsSync(path)) return path
  }
}
