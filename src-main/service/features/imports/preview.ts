import type { ImportPreview, ImportRequest, RowProblem } from '#shared/contract/imports.contract.ts'
import type { Workspace } from '../../db/workspace.ts'
import { quietReport } from '../../jobs/task.ts'
import { Refused } from '../../refusal.ts'
import { type HeadedTable, type MappedTable, mapTable, openHeaded } from './mapped-table.ts'
import { matchHeaders } from './headers.ts'
import { requireImportRight } from './import-right.ts'
import { ImportContext } from './plan/import-context.ts'
import { plannerFor } from './plan/planners.ts'
import { planRows } from './read-rows.ts'
import { doublesOf, watchCreated } from './preview-doubles.ts'
import { recallMap } from './saved-maps.ts'
import { RowLog } from './row-log.ts'

const PREVIEW_ROWS = 50

export type PreviewRequest = Pick<ImportRequest, 'file' | 'entity' | 'sheet' | 'encoding' | 'map' | 'edits'>

/**
 * Shows what an import would make of a file: its heads and what they mean, the first rows, and what is wrong with them, and which new customers look like existing ones.
 *
 * Edge    a file that lacks needed columns is shown all the same, with a problem for the file as a whole (row 0): the user
 *         chooses the columns then. Writes nothing.
 * Errors  `import-not-allowed`; FileRefused; `import-header-missing` and `import-unknown-field` for a map that does not fit.
 */
export async function previewImport(workspace: Workspace, request: PreviewRequest): Promise<ImportPreview> {
  requireImportRight(workspace.actor, request.entity)
  const headed = await openHeaded(request)
  const remembered = request.map === undefined ? recallMap(workspace, request.entity, headed.headers) : null
  const map = request.map ?? remembered ?? { columns: matchHeaders(headed.headers, request.entity) }
  const { table, problems } = await mapOrProblem(request, headed, map)
  const planned = table === null ? { problems, doubles: [] } : await plan(workspace, request, table)
  return {
    encoding: headed.file.encoding,
    sheets: [...headed.file.sheets],
    headers: [...(table?.headers ?? headed.headers)],
    joined: table === null ? [] : table.headers.slice(headed.headers.length),
    map,
    isRemembered: remembered !== null,
    rows: table === null ? await rawRows(headed) : await mappedRows(table),
    ...planned,
  }
}

async function mapOrProblem(request: PreviewRequest, headed: HeadedTable, map: ImportPreview['map']): Promise<{ table: MappedTable | null; problems: RowProblem[] }> {
  try {
    return { table: await mapTable({ ...request, map }, headed, null), problems: [] }
  } catch (error) {
    const missing = error instanceof Refused ? error.problems.find((problem) => problem.kind === 'import-missing-columns') : undefined
    if (missing === undefined) throw error
    return { table: null, problems: [{ row: 0, header: null, kind: 'missing-columns', values: missing.values }] }
  }
}

async function plan(workspace: Workspace, request: PreviewRequest, table: MappedTable): Promise<Pick<ImportPreview, 'problems' | 'doubles'>> {
  const log = new RowLog()
  const context = new ImportContext(workspace, { entity: request.entity, onDuplicate: 'update' }, table.map.create ?? [], log)
  const planner = watchCreated(plannerFor(context), log)
  await planRows(table, context, planner, quietReport, PREVIEW_ROWS)
  return { problems: [...log.problems], doubles: request.entity === 'customers' ? doublesOf(workspace, planner.created) : [] }
}

async function mappedRows(table: MappedTable): Promise<ImportPreview['rows']> {
  const rows: ImportPreview['rows'] = []
  for await (const batch of table.batches()) {
    for (const [index, cells] of batch.rows.entries()) {
      rows.push({ row: batch.numbers[index] ?? 0, cells: [...cells] })
      if (rows.length === PREVIEW_ROWS) return rows
    }
  }
  return rows
}

async function rawRows({ file }: HeadedTable): Promise<ImportPreview['rows']> {
  const rows: ImportPreview['rows'] = []
  let isHead = true
  for await (const batch of file.batches()) {
    for (const cells of batch.rows) {
      if (isHead) isHead = false
      else rows.push({ row: rows.length + 1, cells: [...cells] })
      if (rows.length === PREVIEW_ROWS) return rows
    }
  }
  return rows
}
