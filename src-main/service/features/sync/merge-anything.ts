import type { MergeResult } from '#shared/contract/sync.contract.ts'
import type { SyncTableName } from '../../db/registry.ts'
import { backUpBefore } from '../../db/backup.ts'
import type { Workspace } from '../../db/workspace.ts'
import type { TaskReport } from '../../jobs/task.ts'
import { type MergedSources, mergeSources } from './merge-sources.ts'
import { isPackage, receivePackage } from './receive-package.ts'

/**
 * Merges other copies and packages, after a backup: a copy is one step, a package may be several.
 *
 * Shape   results in the order of `paths`; a repeated one is merged once.
 * Errors  as `mergeSources`; what is wrong with a package is its result's `problem`.
 */
export async function mergeAnything(workspace: Workspace, paths: readonly string[], report: TaskReport): Promise<MergedSources> {
  const sources = [...new Set(paths)]
  const copies = sources.filter((path) => !isPackage(path))
  const results = new Map<string, MergeResult>()
  const tables = new Set<SyncTableName>()
  const take = (taken: readonly MergeResult[], changed: readonly SyncTableName[]): void => {
    for (const result of taken) results.set(result.source, result)
    for (const table of changed) tables.add(table)
  }
  if (copies.length > 0) {
    const merged = mergeSources(workspace, copies, report)
    take(merged.results, merged.tables)
  } else {
    report.progress('backup', 0, null)
    backUpBefore(workspace.db, workspace.directory, 'merge', new Date(workspace.clock.now()).toISOString())
  }
  for (const path of sources.filter(isPackage)) {
    const { result, tables: changed } = await receivePackage(workspace, path, report)
    take([result], changed)
  }
  return { results: sources.flatMap((path) => results.get(path) ?? []), tables: [...tables] }
}
