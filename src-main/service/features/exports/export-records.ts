import type { ImportEntity } from '#shared/contract/imports.contract.ts'
import { mayDo } from '#shared/domain/rights/rights.ts'
import { EXPORT_ACTIONS } from '#shared/domain/rights/table-rights.ts'
import type { Language } from '#shared/i18n/index.ts'
import { toMajor } from '#shared/kernel/money.ts'
import type { Workspace } from '../../db/workspace.ts'
import { writeCsv } from '../../files/csv/writer.ts'
import type { CellValue } from '../../files/rows.ts'
import { writeRows } from '../../files/xlsx/row-writer.ts'
import type { CellFormat } from '../../files/xlsx/workbook-spec.ts'
import type { TaskReport } from '../../jobs/task.ts'
import { refuse } from '../../refusal.ts'
import { FIELDS, fieldTitle, type FieldSpec } from '../imports/public.ts'
import { type ListSelection } from '../lists/public.ts'
import { EXPORT_QUERIES } from './export-queries.ts'
import { selectedIds } from './selected-ids.ts'

export interface ExportRequest extends ListSelection {
  readonly entity: ImportEntity
  /** `.xlsx` or `.csv`. */
  readonly file: string
  readonly language?: Language
}

const CHUNK = 500

/**
 * Writes the records that a list shows to a workbook or CSV file, with the headers that an import understands.
 *
 * Errors  `export-not-allowed` for the person's role; `file-type-unknown`, `filter-unsupported` for entities without a list, `unknown-field`; a full disk and a cancel leave no file.
 * Cost    constant memory besides 16 bytes a record.
 */
export async function exportRecords(workspace: Workspace, request: ExportRequest, report: TaskReport): Promise<{ readonly file: string; readonly rows: number }> {
  const { entity, file, language = 'zh-CN' } = request
  const { role } = workspace.actor
  if (!mayDo(role, EXPORT_ACTIONS[entity])) refuse('export-not-allowed', { role, entity })
  const names = columnNames(workspace, entity)
  const fields = names.map((name) => FIELDS[entity].find((field) => field.name === name))
  const titles = names.map((name) => fieldTitle(name, language))
  const rows = cells(workspace, request, names, fields, report)
  if (/\.csv$/i.test(file)) return { file, rows: await writeCsv(file, titles, rows) }
  if (!/\.xlsx$/i.test(file)) refuse('file-type-unknown', { file })
  const columns = titles.map((title, index) => ({ title, ...formatOf(fields[index]) }))
  return { file, rows: await writeRows(file, entity, columns, rows) }
}

function columnNames({ db }: Workspace, entity: ImportEntity): string[] {
  return db.prepare(`${EXPORT_QUERIES[entity].select} LIMIT 0`).columns().map(({ name }) => name)
}

function* cells(
  workspace: Workspace,
  request: ExportRequest,
  names: readonly string[],
  fields: readonly (FieldSpec | undefined)[],
  report: TaskReport,
): Generator<CellValue[]> {
  const { select, id, then } = EXPORT_QUERIES[request.entity]
  const ids = selectedIds(workspace, request.entity, request)
  const { currency } = workspace.firm()
  // an order, a deal or a target may be in a currency of its own
  const ownCurrency = fields.findIndex((field) => field?.kind === 'currency')
  const order = `ORDER BY (SELECT key FROM json_each(@ids) WHERE value = lower(hex(${id})))${then === undefined ? '' : `, ${then}`}`
  const statement = workspace.db
    .prepare<[object], (string | number | null)[]>(`${select} WHERE ${id} IN (SELECT unhex(value) FROM json_each(@ids)) ${order}`)
    .raw()
  for (let start = 0; start < ids.length; start += CHUNK) {
    report.throwIfCancelled()
    report.progress('write', start, ids.length)
    const chunk = JSON.stringify(ids.slice(start, start + CHUNK).map((key) => key.toString('hex')))
    for (const row of statement.all({ ids: chunk })) {
      const own = row[ownCurrency]
      yield names.map((_, column) => cellOf(fields[column], row[column] ?? null, typeof own === 'string' ? own : currency))
    }
  }
}

/** Stored units become those that people write, and that an import reads back. */
function cellOf(field: FieldSpec | undefined, value: string | number | null, currency: string): CellValue {
  if (typeof value !== 'number') return value
  switch (field?.kind) {
    case 'money':
    case 'price':
      return toMajor(value, currency)
    case 'quantity':
      return value / 1000
    case 'percent':
      return value / 10_000
    case 'choice':
      return String(value)
    default:
      return value
  }
}

function formatOf(field: FieldSpec | undefined): { readonly format: CellFormat } | object {
  switch (field?.kind) {
    case 'money':
    case 'price':
    case 'quantity':
      return { format: 'decimal' }
    case 'percent':
      return { format: 'percent' }
    case 'count':
      return { format: 'integer' }
    default:
      return { format: 'text' }
  }
}
