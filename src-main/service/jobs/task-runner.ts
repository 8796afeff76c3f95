import { Worker } from 'node:worker_threads'
import { fromWire, type WireError } from './error-wire.ts'
import { residentThreads, type TaskName, writingTasks } from './task.ts'
import type { WriterQueue } from './writer-queue.ts'

export interface TaskOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (step: string, done: number, total: number | null) => void
}

export interface TaskRequest {
  readonly call: number
  readonly name: TaskName
  readonly input: unknown
  /** One Int32: 1 asks the task to stop at its next chance. */
  readonly cancel: SharedArrayBuffer
}

export type TaskReply =
  | { readonly call: number; readonly type: 'progress'; readonly step: string; readonly done: number; readonly total: number | null }
  | { readonly call: number; readonly type: 'done'; readonly result: unknown }
  | { readonly call: number; readonly type: 'failed'; readonly error: WireError }
  /** The thread has loaded its program. */
  | { readonly call: 0; readonly type: 'ready' }

/** A heap that a hostile workbook cannot outgrow: the thread dies, the service lives. */
const HEAP_MB = 1024

interface Resident {
  readonly worker: Worker
  /** Resolves when it has loaded its program, or ended before that. */
  readonly ready: Promise<void>
}

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
  readonly options: TaskOptions
}

/**
 * Runs tasks in worker threads: resident threads for what comes often, a fresh one for each long job.
 * Owns the threads; `close` ends them.
 */
export class TaskRunner {
  readonly #workerFile: URL | string
  readonly #directory: string | null
  readonly #key: Uint8Array | null
  readonly #writers: WriterQueue
  readonly #running = new Set<Worker>()
  readonly #resident = new Map<string, Resident>()
  #calls = 0

  /** `directory` and `key` are those of the open workspace; a null directory serves tasks that need none. */
  constructor(options: {
    readonly workerFile: URL | string
    readonly directory: string | null
    readonly key: Uint8Array | null
    readonly writers: WriterQueue
  }) {
    this.#workerFile = options.workerFile
    this.#directory = options.directory
    this.#key = options.key
    this.#writers = options.writers
  }

  /** Gives what the task returns. Errors: the task's own, `Cancelled` after an abort, a bug when the thread dies. */
  async run<Result>(name: TaskName, input: unknown, options: TaskOptions = {}): Promise<Result> {
    const thread = residentThreads.get(name)
    const start = (): Promise<Result> =>
      thread === undefined ? this.#runIn(this.#start(), name, input, options, true) : this.#runIn(this.#residentOf(thread).worker, name, input, options, false)
    if (!writingTasks.has(name)) return start()
    // nobody has to wait with what he writes until a thread has loaded its program
    if (thread !== undefined) await this.#residentOf(thread).ready
    return this.#writers.run(start)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map((worker) => worker.terminate()))
  }

  #residentOf(thread: string): Resident {
    const known = this.#resident.get(thread)
    if (known) return known
    const worker = this.#start()
    const ready = new Promise<void>((resolve) => {
      const hear = (reply: TaskReply): void => {
        if (reply.type !== 'ready') return
        worker.off('message', hear)
        resolve()
      }
      worker.on('message', hear)
      worker.once('exit', () => {
        this.#resident.delete(thread)
        resolve()
      })
    })
    const resident = { worker, ready }
    this.#resident.set(thread, resident)
    return resident
  }

  #start(): Worker {
    const worker = new Worker(this.#workerFile, {
      workerData: { directory: this.#directory, key: this.#key },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    worker.setMaxListeners(0)
    // each call hears of it by itself; a thread that dies while nobody has called must not end the process
    worker.on('error', () => undefined)
    this.#running.add(worker)
    worker.once('exit', () => void this.#running.delete(worker))
    return worker
  }

  #runIn<Result>(worker: Worker, name: TaskName, input: unknown, options: TaskOptions, endAfter: boolean): Promise<Result> {
    const call = ++this.#calls
    const cancel = new SharedArrayBuffer(4)
    const stop = (): void => void Atomics.store(new Int32Array(cancel), 0, 1)
    if (options.signal?.aborted) stop()
    options.signal?.addEventListener('abort', stop, { once: true })
    const result = new Promise<unknown>((resolve, reject) => {
      listen(worker, call, { resolve, reject, options })
      worker.postMessage({ call, name, input, cancel } satisfies TaskRequest)
    })
    return result.finally(() => {
      options.signal?.removeEventListener('abort', stop)
      if (endAfter) void worker.terminate()
    }) as Promise<Result>
  }
}

function listen(worker: Worker, call: number, pending: Pending): void {
  const end = (): void => {
    worker.off('message', onMessage)
    worker.off('error', onError)
    worker.off('exit', onExit)
  }
  const onMessage = (reply: TaskReply): void => {
    if (reply.call !== call || reply.type === 'ready') return
    if (reply.type === 'progress') return pending.options.onProgress?.(reply.step, reply.done, reply.total)
    end()
    if (reply.type === 'done') pending.resolve(reply.result)
    else pending.reject(fromWire(reply.error))
  }
  const onError = (cause: Error): void => {
    end()
    pending.reject(cause)
  }
  const onExit = (code: number): void => {
    end()
    pending.reject(new Error(`task-runner: the thread ended with ${String(code)} before it answered`))
  }
  worker.on('message', onMessage)
  worker.on('error', onError)
  worker.on('exit', onExit)
}
