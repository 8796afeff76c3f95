import type { MergeResult } from '#shared/contract/sync.contract.ts'
import { backUpBefore } from '../../db/backup.ts'
import type { SyncTableName } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refreshFacts } from '../../analysis/facts/refresh.ts'
import type { TaskReport } from '../../jobs/task.ts'
import { Refused } from '../../refusal.ts'
import { mergeGroup } from '../../sync/merge-group.ts'

export interface MergedSources {
  readonly results: readonly MergeResult[]
  readonly tables: readonly SyncTableName[]
}

/**
 * Merges other copies, one step each, after a backup.
 *
 * Edge    a source that is refused says why in its result and does not stop the others; a repeated path is merged once.
 * Errors  a full disk and a cancel are thrown on: the sources that are committed stay (see mergeGroup), the one under way leaves nothing.
 */
export function mergeSources(workspace: Workspace, paths: readonly string[], report: TaskReport): MergedSources {
  report.progress('backup', 0, null)
  backUpBefore(workspace.db, workspace.directory, 'merge', new Date(workspace.clock.now()).toISOString())
  const results: MergeResult[] = []
  const tables = new Set<SyncTableName>()
  for (const [path, outcome] of mergeGroup(workspace, [...new Set(paths)], report)) {
    if (outcome instanceof Refused) {
      results.push(refusedResult(path, outcome))
      continue
    }
    results.push(outcome.result)
    for (const table of outcome.tables) tables.add(table)
  }
  if (tables.has('sales_order') || tables.has('order_line')) refreshFacts(workspace.db)
  return { results, tables: [...tables] }
}

function refusedResult(path: string, refused: Refused): MergeResult {
  const counts = { read: 0, applied: 0, known: 0, conflicts: 0, lost: 0, collisions: 0 }
  return { source: path, site: null, employee: null, counts, command: null, clocksAhead: [], problem: refused.problems[0] ?? null }
}
