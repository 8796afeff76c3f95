import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ImportRequest, ImportResult } from '#shared/contract/imports.contract.ts'
import type { Workspace } from '../../db/workspace.ts'
import type { Committed } from '../../db/write.ts'
import { quietReport, type TaskReport } from '../../jobs/task.ts'
import { importTranslator, type Translate } from './fields/titles.ts'
import { mapTable, openHeaded } from './mapped-table.ts'
import { ImportContext } from './plan/import-context.ts'
import { plannerFor } from './plan/planners.ts'
import { requireImportRight } from './import-right.ts'
import { planRows } from './read-rows.ts'
import { recallMap, rememberMap } from './saved-maps.ts'
import { writeRejects } from './rejects.ts'
import { RowLog } from './row-log.ts'

const IMPORT_CACHE_KB = 32_768

/**
 * Imports a file: reads and checks all of it first, then writes it as one step of the journal, which one undo takes back.
 *
 * Edge    rows that are wrong are left out and written beside the file; a dry run says what would happen and writes nothing.
 * Errors  `import-not-allowed` for the person's role; FileRefused; refusals of `mapTable`; a full disk; `Cancelled`. Whatever is thrown, the workspace is as it was and no
 *         file of rejected rows is left.
 * Cost    541,909 order lines: see docs/benchmarks.md. Runs on its own connection, in a worker or in the command line.
 */
export async function runImport(workspace: Workspace, request: ImportRequest, report: TaskReport = quietReport, translate: Translate = importTranslator()): Promise<ImportResult> {
  requireImportRight(workspace.actor, request.entity)
  const headed = await openHeaded(request)
  const remembered = request.map === undefined ? recallMap(workspace, request.entity, headed.headers) : null
  const table = await mapTable(request, headed, remembered)
  const log = new RowLog()
  const context = new ImportContext(workspace, request, table.map.create ?? [], log)
  const planner = plannerFor(context)
  await planRows(table, context, planner, report)
  report.throwIfCancelled()

  const rejected = log.reasons.size
  const rejectedFile = rejected > 0 && !request.dryRun ? await writeRejects(request.file, table, log, translate, workspace.directory) : null
  try {
    const written = request.dryRun ? null : write()
    return {
      entity: request.entity,
      read: log.read,
      ...log.counts,
      rejected: rejectedRows(),
      rows: Object.fromEntries(written?.value ?? []),
      rejectedFile,
      command: written === null || written.tables.length === 0 ? null : written.command,
      problems: [...log.problems],
    }
  } catch (error) {
    if (rejectedFile !== null) await rm(rejectedFile, { force: true })
    throw error
  }

  function write(): Committed<ReadonlyMap<string, number>> {
    const { db } = workspace
    // Half of the usual page cache: an import touches every page once, and the whole must stay under 400 MB.
    const usualCache = Number(db.pragma('cache_size', { simple: true }))
    db.pragma(`cache_size = -${String(IMPORT_CACHE_KB)}`)
    try {
      return writeAll()
    } finally {
      db.pragma(`cache_size = ${String(usualCache)}`)
    }
  }

  function writeAll(): Committed<ReadonlyMap<string, number>> {
    const detail = { entity: request.entity, file: basename(request.file), created: log.counts.created, updated: log.counts.updated }
    return workspace.write({ kind: 'import', detail }, () => {
      rememberMap(workspace, request.entity, request.file, headed.headers, table.map)
      if (planner.isEmpty) return new Map()
      const stamp = { now: workspace.clock.now(), by: workspace.actor.employeeId }
      return planner.write(stamp, (done, total) => {
        report.throwIfCancelled()
        report.progress('write', done, total)
      })
    })
  }

  /** Rows of the file; a joined row that stands for several lines counts as often as it was read. */
  function rejectedRows(): number {
    return log.read - log.counts.created - log.counts.updated - log.counts.skipped
  }
}
