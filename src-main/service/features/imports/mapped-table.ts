import type { ImportMap, ImportRequest } from '#shared/contract/imports.contract.ts'
import { csvCellText } from '../../files/csv/writer.ts'
import { openTable, type TableFile } from '../../files/table-file.ts'
import { refuse } from '../../refusal.ts'
import { FIELDS } from './fields/catalogue.ts'
import type { FieldSpec } from './fields/field-spec.ts'
import { reasonTitles } from './fields/titles.ts'
import { distinctHeads, matchHeaders, missingFields } from './headers.ts'
import { joinRows, loadJoin } from './join.ts'
import { isDateFormat } from './parse/date.ts'

/** Where the text of one field comes from. */
export interface Binding {
  readonly field: FieldSpec
  /** Columns of the file, from 0; more than one are put together with a space. */
  readonly columns: readonly number[]
  readonly constant: string | null
  /** Spelling in the file -> text to take; null when the map replaces nothing. */
  readonly replace: ReadonlyMap<string, string> | null
}

export interface SourceRows {
  readonly rows: readonly (readonly string[])[]
  /** Of each row, the number of its data row in the file, from 1; joined rows share one. */
  readonly numbers: readonly number[]
  readonly digitsLost: readonly { readonly row: number; readonly column: number }[]
}

/** A file whose columns have got a meaning. */
export interface MappedTable {
  readonly file: TableFile
  readonly headers: readonly string[]
  readonly map: ImportMap
  readonly bindings: readonly Binding[]
  /** All data rows, edited and joined, from the beginning at each call. */
  batches(): AsyncGenerator<SourceRows>
}

export type TableRequest = Pick<ImportRequest, 'file' | 'entity' | 'sheet' | 'encoding' | 'map' | 'edits'>

/** The head of a file, opened. */
export interface HeadedTable {
  readonly file: TableFile
  readonly headers: readonly string[]
}

/** Opens a file and reads its head. Errors: FileRefused; `import-no-rows` for a file without any row. */
export async function openHeaded(request: TableRequest): Promise<HeadedTable> {
  const file = await openTable(request.file, {
    ...(request.sheet === undefined ? {} : { sheet: request.sheet }),
    ...(request.encoding === undefined ? {} : { encoding: request.encoding }),
  })
  for await (const batch of file.batches()) return { file, headers: distinctHeads(batch.rows[0] ?? []) }
  return refuse('import-no-rows', { file: request.file })
}

/**
 * Gives the columns of a file their meaning, by the request's map, else by the given guess, else by the heads themselves.
 *
 * Errors  `import-header-missing`, `import-unknown-field`, `import-missing-columns`, `import-bad-date-format`.
 */
export async function mapTable(request: TableRequest, { file, headers }: HeadedTable, remembered: ImportMap | null): Promise<MappedTable> {
  const map = request.map ?? remembered ?? { columns: matchHeaders(headers, request.entity) }
  if (map.date_format !== undefined && !isDateFormat(map.date_format)) refuse('import-bad-date-format', { format: map.date_format })
  const isRejects = reasonTitles().includes(headers[0] ?? '')
  // A file of rejected rows holds the joined columns already.
  const second = map.join === undefined || isRejects ? null : await loadJoin(request.file, map.join, headers)
  const join = second !== null && second.headers.some((header) => !headers.includes(header)) ? second : null
  const allHeaders = join === null ? headers : [...headers, ...join.headers]
  const bindings = bind(map, request, allHeaders)

  async function* batches(): AsyncGenerator<SourceRows> {
    let seen = 0
    let from = 1
    for await (const batch of file.batches()) {
      let rows = batch.rows.slice(from)
      let numbers = rows.map((_, index) => seen + index + 1)
      let digitsLost = batch.digitsLost.map((place) => ({ row: place.row - from, column: place.column })).filter((place) => place.row >= 0)
      seen += rows.length
      from = 0
      if (isRejects) rows = rows.map((row) => row.map(csvCellText))
      if (request.edits !== undefined) rows = rows.map((row, index) => edited(row, headers, request.edits?.[String(numbers[index])]))
      if (join !== null) ({ rows, numbers, digitsLost } = joinRows(rows, numbers, digitsLost, join, headers.length))
      if (rows.length > 0) yield { rows, numbers, digitsLost }
    }
  }

  return { file, headers: allHeaders, map, bindings, batches }
}

function bind(map: ImportMap, request: TableRequest, headers: readonly string[]): Binding[] {
  const absent = Object.keys(map.columns).filter((header) => !headers.includes(header))
  const found = headers.filter((header) => header !== '').join(', ')
  if (absent.length > 0) refuse('import-header-missing', { columns: absent.join(', '), found })

  const columns = new Map<string, number[]>()
  for (const [header, name] of Object.entries(map.columns)) {
    columns.set(name, [...(columns.get(name) ?? []), headers.indexOf(header)])
  }
  const constants = new Map(Object.entries(map.constants ?? {}).map(([name, value]) => [name, String(value)]))
  const fields = FIELDS[request.entity]
  for (const name of [...columns.keys(), ...constants.keys(), ...Object.keys(map.values ?? {})]) {
    if (!fields.some((field) => field.name === name)) refuse('import-unknown-field', { field: name })
  }
  const missing = missingFields(new Set([...columns.keys(), ...constants.keys()]), request.entity)
  if (missing.length > 0) refuse('import-missing-columns', { columns: missing.join(', '), found })

  return fields
    .filter((field) => columns.has(field.name) || constants.has(field.name))
    .map((field) => {
      const replace = map.values?.[field.name]
      return {
        field,
        columns: columns.get(field.name) ?? [],
        constant: constants.get(field.name) ?? null,
        replace: replace === undefined ? null : new Map(Object.entries(replace)),
      }
    })
}

function edited(row: readonly string[], headers: readonly string[], edits: Readonly<Record<string, string>> | undefined): readonly string[] {
  if (edits === undefined) return row
  const copy = [...row]
  for (const [header, text] of Object.entries(edits)) {
    const column = headers.indexOf(header)
    if (column === -1) continue
    while (copy.length <= column) copy.push('')
    copy[column] = text
  }
  return copy
}

/** The text of a field in a row, trimmed and replaced as the map says; empty when the cell is. */
export function cellOf(binding: Binding, row: readonly string[]): string {
  let text: string
  if (binding.columns.length === 1) text = (row[binding.columns[0] ?? -1] ?? '').trim()
  else text = binding.columns.map((column) => (row[column] ?? '').trim()).filter((part) => part !== '').join(' ')
  if (text === '' && binding.constant !== null) text = binding.constant
  return binding.replace === null ? text : (binding.replace.get(text) ?? text)
}
