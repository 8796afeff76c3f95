import type { Workspace } from '../db/workspace.ts'

/** Long work that runs on a connection of its own: in a worker thread of the service, or in the process of the command line. */
export type Task<Input, Result> = (workspace: Workspace, input: Input, report: TaskReport) => Result | Promise<Result>

/** Long work that needs no open workspace, as what makes one. */
export type FreeTask<Input, Result> = (input: Input, report: TaskReport) => Result | Promise<Result>

export interface TaskReport {
  /** Says how far it is; `total` null while unknown. Cheap: call it every few thousand rows. */
  progress(step: string, done: number, total: number | null): void
  /** Throws `Cancelled` once the caller has given up; call it wherever rolling back is still possible. */
  throwIfCancelled(): void
}

/** Thrown out of a task whose caller gave up; everything it wrote is rolled back. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
  constructor() {
    super('cancelled by the caller')
  }
}

export const quietReport: TaskReport = { progress: () => undefined, throwIfCancelled: () => undefined }

export type WorkspaceTaskName =
  | 'import' | 'import-preview' | 'merge' | 'merge-preview' | 'export' | 'report' | 'analyze' | 'analysis-records' | 'refresh-facts' | 'undo'
  | 'sync-seal' | 'sync-receive' | 'sync-renew' | 'sync-derive' | 'sync-backup' | 'package-preview'
export type FreeTaskName = 'demo'
export type TaskName = WorkspaceTaskName | FreeTaskName

/** Tasks that write: the service lets nobody else write while one runs. */
export const writingTasks: ReadonlySet<TaskName> = new Set<TaskName>([
  'import', 'merge', 'merge-preview', 'refresh-facts', 'undo', 'sync-seal', 'sync-receive', 'sync-renew', 'sync-derive',
])
/** Tasks that are asked often and keep what they loaded: each of these groups has one long-lived thread. A long analysis must not hold up a sync. */
export const residentThreads: ReadonlyMap<TaskName, 'analysis' | 'sync'> = new Map<TaskName, 'analysis' | 'sync'>([
  ['analyze', 'analysis'], ['analysis-records', 'analysis'], ['refresh-facts', 'analysis'],
  ['sync-seal', 'sync'], ['sync-receive', 'sync'], ['sync-renew', 'sync'], ['sync-derive', 'sync'],
])
