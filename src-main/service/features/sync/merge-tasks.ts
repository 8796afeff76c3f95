import type { MergeResult } from '#shared/contract/sync.contract.ts'
import type { Task } from '../../jobs/task.ts'
import { previewSource } from '../../sync/merge.ts'
import { mergeAnything } from './merge-anything.ts'
import type { MergedSources } from './merge-sources.ts'

export const mergeTask: Task<readonly string[], MergedSources> = (workspace, paths, report) => mergeAnything(workspace, paths, report)

/** Takes the write lock while it looks, and rolls back. */
export const mergePreviewTask: Task<string, MergeResult> = (workspace, path, report) => previewSource(workspace, path, report).result
