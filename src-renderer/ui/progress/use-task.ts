import { onScopeDispose, ref, shallowRef } from 'vue'

type TaskEvent<Result> =
  | { readonly type: 'progress'; readonly step: string; readonly done: number; readonly total: number | null }
  | { readonly type: 'done'; readonly result: Result }

/** Where a long call is. */
export interface TaskProgress {
  readonly step: string
  readonly done: number
  readonly total: number | null
}

/**
 * Runs a long call that tells its progress, one at a time.
 *
 * Shape   `run` gives the result, or null when it was cancelled; then the service has left nothing half done.
 * Errors  what the call throws, except for the cancel.
 */
export function useTask() {
  const isRunning = ref(false)
  const progress = shallowRef<TaskProgress | null>(null)
  let controller = new AbortController()

  async function run<Result>(start: (signal: AbortSignal) => Promise<AsyncIterable<TaskEvent<Result>>>): Promise<Result | null> {
    controller = new AbortController()
    const { signal } = controller
    isRunning.value = true
    progress.value = null
    try {
      for await (const event of await start(signal)) {
        if (event.type === 'done') return event.result
        progress.value = { step: event.step, done: event.done, total: event.total }
      }
      if (signal.aborted) return null
      throw new Error('useTask: the call ended without a result')
    } catch (error) {
      if (signal.aborted) return null
      throw error
    } finally {
      isRunning.value = false
    }
  }

  const cancel = (): void => controller.abort()
  onScopeDispose(cancel)
  return { isRunning, progress, run, cancel }
}

export type Task = ReturnType<typeof useTask>
