import { undoTask } from '../features/journal/public.ts'
import { exportRecords } from '../features/exports/export-records.ts'
import { makeReport } from '../report/public.ts'
import { mergePreviewTask, mergeTask } from '../features/sync/merge-tasks.ts'
import { analysisRecordsTask, analyzeTask, refreshFactsTask } from '../analysis/worker-tasks.ts'
import { previewImport, runImport } from '../features/imports/public.ts'
import type { Task, TaskName } from '../jobs/task.ts'

/** A task as the worker calls it; the contract has checked the input before it came here. */
export type AnyTask = Task<unknown, unknown>

function task<Input, Result>(run: Task<Input, Result>): AnyTask {
  return run as AnyTask
}

/** What each task name runs; a new long job adds one line here and its name in jobs/task.ts. */
export const tasks: Readonly<Partial<Record<TaskName, AnyTask>>> = {
  analyze: task(analyzeTask),
  'analysis-records': task(analysisRecordsTask),
  'refresh-facts': task(refreshFactsTask),
  undo: task(undoTask),
  merge: task(mergeTask),
  'merge-preview': task(mergePreviewTask),
  export: task(exportRecords),
  report: task(makeReport),
  import: task(runImport),
  'import-preview': task(previewImport),
}
