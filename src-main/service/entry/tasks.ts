import { thenRefresh } from '../features/derived/public.ts'
import { makeDemoTask } from '../features/demo/public.ts'
import { undoTask } from '../features/journal/public.ts'
import { exportRecords } from '../features/exports/export-records.ts'
import { makeReport } from '../report/public.ts'
import { backupTask, deriveTask, receiveTask, renewTask, sealTask } from '../features/sync/exchange-tasks.ts'
import { mergePreviewTask, mergeTask } from '../features/sync/merge-tasks.ts'
import { packagePreviewTask } from '../features/sync/package-preview.ts'
import { analysisRecordsTask, analyzeTask, refreshFactsTask } from '../analysis/worker-tasks.ts'
import { previewImport, runImport } from '../features/imports/public.ts'
import type { FreeTask, FreeTaskName, Task, WorkspaceTaskName } from '../jobs/task.ts'

/** A task as the worker calls it; the contract has checked the input before it came here. */
export type AnyTask = Task<unknown, unknown>

function task<Input, Result>(run: Task<Input, Result>): AnyTask {
  return run as AnyTask
}

/** What each name of a task over the open workspace runs; a new long job adds one line here and its name in jobs/task.ts. */
export const tasks: Readonly<Record<WorkspaceTaskName, AnyTask>> = {
  analyze: task(analyzeTask),
  'analysis-records': task(analysisRecordsTask),
  'refresh-facts': task(refreshFactsTask),
  undo: task(thenRefresh(undoTask)),
  merge: task(thenRefresh(mergeTask)),
  'merge-preview': task(mergePreviewTask),
  'package-preview': task(packagePreviewTask),
  'sync-seal': task(sealTask),
  'sync-receive': task(receiveTask),
  'sync-renew': task(renewTask),
  'sync-derive': task(deriveTask),
  'sync-backup': task(backupTask),
  export: task(exportRecords),
  report: task(makeReport),
  import: task(thenRefresh(runImport)),
  'import-preview': task(previewImport),
}

/** Tasks that need no open workspace. */
export const freeTasks: Readonly<Record<FreeTaskName, FreeTask<unknown, unknown>>> = {
  demo: makeDemoTask as FreeTask<unknown, unknown>,
}
