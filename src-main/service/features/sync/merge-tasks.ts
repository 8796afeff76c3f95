import type { MergeResult } from '#shared/contract/sync.contract.ts'
import type { Task } from '../../jobs/task.ts'
import { previewSource } from '../../sync/merge.ts'
import { type MergedSources, mergeSources } from './merge-sources.ts'

export const mergeTask: Task<readonly string[], MergedSources> = (workspace, paths, report) => mergeSources(workspace, paths, report)

/** Takes the write lock while it looks, and rolls back. */
export const mergePreviewTask: Task<string, MergeResult> = (workspace, path, report) => previewSource(workspace, path, report).result
