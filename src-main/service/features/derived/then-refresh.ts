import type { Task } from '../../jobs/task.ts'
import { refreshDerived } from './refresh-derived.ts'

/**
 * Gives a task that, once its records are committed, brings up to date what is derived from them, still on its own thread.
 *
 * Edge    a cancel comes too late by then. When the disk fails or stays locked, the task has succeeded all the same: the marks
 *         stay, and the next reader computes, or says what is wrong.
 */
export function thenRefresh<Input, Result>(task: Task<Input, Result>): Task<Input, Result> {
  return async (workspace, input, report) => {
    const result = await task(workspace, input, report)
    report.progress('derive', 0, null)
    try {
      refreshDerived(workspace)
    } catch (cause) {
      if (!isOfTheDisk(cause)) throw cause
    }
    return result
  }
}

const OF_THE_DISK = /^SQLITE_(BUSY|FULL|IOERR|READONLY)/

function isOfTheDisk(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && OF_THE_DISK.test(cause.code)
}
