import process from 'node:process'
import { Cancelled, type TaskReport } from '../../jobs/task.ts'
import type { Io } from './command.ts'

/** Shows a task's progress on the terminal; Ctrl+C cancels it at its next chance, so that it leaves nothing half done. */
export function taskReport(io: Io): TaskReport {
  let isCancelled = false
  process.once('SIGINT', () => (isCancelled = true))
  return {
    progress: (step, done, total) => io.progress(step, done, total),
    throwIfCancelled() {
      if (isCancelled) throw new Cancelled()
    },
  }
}
