export { restoreRecord } from './restore.ts'
export { referencedTable, titleOf } from './titles.ts'
export { undoTask } from './undo-task.ts'
