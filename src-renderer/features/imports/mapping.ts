import type * as z from 'zod'
import type { ImportField as ImportFieldSchema, ImportMap, RowProblem as RowProblemSchema } from '#shared/contract/imports.contract.ts'

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
