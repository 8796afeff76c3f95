import type * as z from 'zod'
import type { ImportField as ImportFieldSchema, ImportMap, ImportPreview, RowProblem as RowProblemSchema } from '#shared/contract/imports.contract.ts'

export type ImportField = z.infer<typeof ImportFieldSchema>
export type RowProblem = z.infer<typeof RowProblemSchema>
/** Row number in the file -> header -> text, as the service takes it. */
export type CellEdits = Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * Gives the map with one header meaning another field, or nothing.
 *
 * Edge    a field comes from one column only: the header that had it before is left without.
 */
export function withField(map: ImportMap, header: string, field: string | null): ImportMap {
  const kept = Object.entries(map.columns).filter(([known, used]) => known !== header && used !== field)
  return { ...map, columns: Object.fromEntries(field === null ? kept : [...kept, [header, field]]) }
}

/** Gives the map with the date format of all date columns; null leaves it to the service to recognise each date. */
export function withDateFormat(map: ImportMap, format: string | null): ImportMap {
  const { date_format: _, ...rest } = map
  return format === null ? rest : { ...rest, date_format: format }
}

/** Gives the map with a value for all rows whose cell is empty or missing; null takes it away. */
export function withConstant(map: ImportMap, field: string, value: string | null): ImportMap {
  const { constants: before = {}, ...rest } = map
  const constants = without(before, field)
  if (value !== null) constants[field] = value
  return Object.keys(constants).length === 0 ? rest : { ...rest, constants }
}

/** Gives the map with one spelling of a field read as another; null takes the replacement away. */
export function withReplacement(map: ImportMap, field: string, from: string, to: string | null): ImportMap {
  const { values: before = {}, ...rest } = map
  const spellings = without(before[field] ?? {}, from)
  if (to !== null) spellings[from] = to
  const values = without(before, field)
  if (Object.keys(spellings).length > 0) values[field] = spellings
  return Object.keys(values).length === 0 ? rest : { ...rest, values }
}

/** Gives the map with a second file, whose rows are put beside those with the same value in the common column; null without one. */
export function withJoin(map: ImportMap, join: ImportMap['join'] | null, headers: readonly string[]): ImportMap {
  const { join: _, ...rest } = map
  if (join) return { ...rest, join }
  // what came from the second file has no column any more
  return { ...rest, columns: Object.fromEntries(Object.entries(rest.columns).filter(([header]) => headers.includes(header))) }
}

function without<Value>(record: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([known]) => known !== key))
}

/** The different texts of a field among the rows that are shown, the most frequent first. */
export function spellingsOf(map: ImportMap, preview: Pick<ImportPreview, 'headers' | 'rows'>, field: string): string[] {
  const columns = preview.headers.flatMap((header, index) => (map.columns[header] === field ? [index] : []))
  const counts = new Map<string, number>()
  for (const { cells } of preview.rows) {
    const text = columns.map((column) => (cells[column] ?? '').trim()).filter((part) => part !== '').join(' ')
    if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([text]) => text)
}

/** The fields that an import cannot do without and that no column or constant gives. */
export function missingFields(fields: readonly ImportField[], map: ImportMap): ImportField[] {
  const given = new Set([...Object.values(map.columns), ...Object.keys(map.constants ?? {})])
  return fields.filter(({ name, isRequired }) => isRequired && !given.has(name))
}

/** Gives the edits with one cell changed; typing the text of the file again takes the edit away. */
export function withEdit(edits: CellEdits, row: number, header: string, text: string, original: string): CellEdits {
  const { [header]: _, ...others } = edits[String(row)] ?? {}
  const line = text === original ? others : { ...others, [header]: text }
  const { [String(row)]: __, ...rest } = edits
  return Object.keys(line).length === 0 ? rest : { ...rest, [String(row)]: line }
}

/** What the map may create where a row names something unknown. */
export const creatable = ['customer', 'product', 'employee', 'org_unit', 'competitor'] as const
export type Creatable = (typeof creatable)[number]

/** The kinds of records that rows name and that are not there. */
export function unknownKinds(problems: readonly Pick<RowProblem, 'kind'>[]): Creatable[] {
  return creatable.filter((target) => problems.some(({ kind }) => kind === `unknown-${target}`))
}

export interface ProblemIndex {
  /** Of the file as a whole. */
  readonly file: readonly RowProblem[]
  readonly ofCell: (row: number, header: string) => readonly RowProblem[]
  /** Those of a row that belong to no column. */
  readonly ofRow: (row: number) => readonly RowProblem[]
  readonly rows: number
}

/** Puts problems where they are shown. Row 0 means the file. */
export function indexProblems(problems: readonly RowProblem[]): ProblemIndex {
  const byPlace = new Map<string, RowProblem[]>()
  for (const problem of problems) {
    const place = placeOf(problem.row, problem.header)
    byPlace.set(place, [...(byPlace.get(place) ?? []), problem])
  }
  return {
    file: problems.filter(({ row }) => row === 0),
    ofCell: (row, header) => byPlace.get(placeOf(row, header)) ?? [],
    ofRow: (row) => byPlace.get(placeOf(row, null)) ?? [],
    rows: new Set(problems.filter(({ row }) => row > 0).map(({ row }) => row)).size,
  }
}

function placeOf(row: number, header: string | null): string {
  return JSON.stringify([row, header])
}
