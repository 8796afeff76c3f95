import type { UndoResult } from '#shared/contract/journal.contract.ts'
import type { Task } from '../../jobs/task.ts'
import { undoStep } from './undo.commands.ts'

/** Undoes a large step on a connection of its own. */
export const undoTask: Task<{ readonly seq: number }, UndoResult> = (workspace, { seq }, report) => undoStep(workspace, seq, report)
