import type { UndoConflict } from '#shared/contract/journal.contract.ts'
import type { Records } from '../../db/records.ts'
import { SYNC_TABLES, syncTableByNumber, type SyncTable, type SyncTableName } from '../../db/registry.ts'
import type { Id } from '../../db/schema.ts'
import type { Workspace } from '../../db/workspace.ts'
import type { TaskReport } from '../../jobs/task.ts'
import type { SqlValue } from '../../sync/store/tomb-body.ts'
import type { StoredStep } from './steps.queries.ts'

/** What an undo left alone; counted beyond those that are listed. */
export interface ConflictLog {
  add(conflict: Pick<UndoConflict, 'kind'> & { readonly table: SyncTableName; readonly id: Id; readonly column?: string; readonly wanted?: SqlValue; readonly current?: SqlValue }): void
}

export interface UndoRun {
  readonly workspace: Workspace
  readonly step: StoredStep
  /** The alias under which this copy made the step. */
  readonly own: number
  readonly conflicts: ConflictLog
  readonly report: TaskReport
  readonly records: Records
}

/** Children before their parents, so that a parent is free when its turn comes. */
export const TABLES_CHILDREN_FIRST: readonly SyncTable[] = [...SYNC_TABLES].reverse()

export function tableOfNumber(number: number): SyncTable {
  const table = syncTableByNumber(number)
  if (!table) throw new Error(`undo: no table ${String(number)}`)
  return table
}
