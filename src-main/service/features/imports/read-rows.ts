import type { TaskReport } from '../../jobs/task.ts'
import { refuse } from '../../refusal.ts'
import type { MappedTable, SourceRows } from './mapped-table.ts'
import { dateReader } from './parse/date.ts'
import { parseField, rowParser } from './parsed-row.ts'
import type { ImportContext } from './plan/import-context.ts'
import type { Planner } from './plan/planner.ts'

const ROWS_BETWEEN_REPORTS = 20_000

/**
 * Reads, checks and plans the rows of a file; nothing is written.
 *
 * Edge    `limit` stops after so many rows, for a preview.
 * Errors  FileRefused for what the file itself does wrong; `import-bad-constant`; rows that are wrong go to the log.
 */
export async function planRows(table: MappedTable, context: ImportContext, planner: Planner, report: TaskReport, limit = Number.POSITIVE_INFINITY): Promise<void> {
  const readDate = dateReader(table.map.date_format)
  requireConstants(table)
  const parse = rowParser(table.bindings, table.headers, readDate, context.firm.currency)
  const { log } = context
  let nextReport = ROWS_BETWEEN_REPORTS
  reading: for await (const batch of table.batches()) {
    const lostByRow = groupLost(batch)
    for (let index = 0; index < batch.rows.length; index += 1) {
      if (log.read >= limit) break reading
      log.read += 1
      const row = parse(batch.rows[index] ?? [], batch.numbers[index] ?? 0, lostByRow.get(index) ?? [])
      if (row.problems.length === 0) {
        planner.add(row)
        continue
      }
      for (const { header, problem } of row.problems) log.reject(row.number, header, problem)
      planner.addRejected(row)
    }
    report.throwIfCancelled()
    if (log.read < nextReport) continue
    nextReport = log.read + ROWS_BETWEEN_REPORTS
    report.progress('read', log.read, null)
  }
  planner.finish()
}

function groupLost(batch: SourceRows): Map<number, number[]> {
  const columnsByRow = new Map<number, number[]>()
  for (const { row, column } of batch.digitsLost) columnsByRow.set(row, [...(columnsByRow.get(row) ?? []), column])
  return columnsByRow
}

/** A constant that cannot be read would reject every row with the same reason. */
function requireConstants(table: MappedTable): void {
  for (const { field, constant } of table.bindings) {
    if (constant === null || constant === '') continue
    if (!parseField(field, constant, 2, dateReader(table.map.date_format)).ok) refuse('import-bad-constant', { field: field.name, text: constant })
  }
}
