import type { TaskRunner } from './task-runner.ts'
import type { TaskName } from './task.ts'

export type TaskEvent<Result> =
  | { type: 'progress'; step: string; done: number; total: number | null }
  | { type: 'done'; result: Result }

/**
 * Runs a task and says how it goes, ending with its result: what a procedure with an event iterator returns.
 *
 * Edge  as `progressEvents`.
 */
export function taskEvents<Result>(tasks: TaskRunner, name: TaskName, input: unknown, signal: AbortSignal | undefined): AsyncGenerator<TaskEvent<Result>, void, void> {
  return progressEvents<Result>(signal, (until, onProgress) => tasks.run<Result>(name, input, { signal: until, onProgress }))
}

/**
 * Runs any long work and says how it goes, ending with its result.
 *
 * Edge  progress that comes faster than it is read is dropped except the newest; leaving the loop early aborts the work.
 */
export async function* progressEvents<Result>(
  signal: AbortSignal | undefined,
  work: (until: AbortSignal, onProgress: (step: string, done: number, total: number | null) => void) => Promise<Result>,
): AsyncGenerator<TaskEvent<Result>, void, void> {
  const giveUp = new AbortController()
  let newest: TaskEvent<Result> | undefined
  let wake: (() => void) | undefined
  let isOver = false
  const running = work(signal ? AbortSignal.any([signal, giveUp.signal]) : giveUp.signal, (step, done, total) => {
    newest = { type: 'progress', step, done, total }
    wake?.()
  }).finally(() => {
    isOver = true
    wake?.()
  })
  // the failure is thrown by the await below; without this a consumer that left early would cause an unhandled rejection
  running.catch(() => undefined)
  try {
    while (!isOver) {
      if (newest) {
        const event = newest
        newest = undefined
        yield event
      } else {
        await new Promise<void>((resolve) => (wake = resolve))
      }
    }
    yield { type: 'done', result: await running }
  } finally {
    giveUp.abort()
  }
}
