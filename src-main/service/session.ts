import type { Workspace } from './db/workspace.ts'
import { TaskRunner } from './jobs/task-runner.ts'
import { WriterQueue } from './jobs/writer-queue.ts'
import { type Network, networkOf } from './network.ts'
import { type Logger, silentLogger } from './ports/logger.ts'

interface Open {
  readonly workspace: Workspace
  readonly writers: WriterQueue
  readonly tasks: TaskRunner
  readonly network: Network | null
}

interface Change {
  readonly tables: string[]
  readonly revision: number
}

/** Which workspace is open, and who wants to hear of its changes. Owns the workspace and its threads. */
export class Session {
  /** Runs tasks that need no open workspace. */
  readonly freeTasks: TaskRunner
  readonly #workerFile: URL | string
  readonly #logger: Logger
  readonly #listeners = new Set<(change: Change) => void>()
  #open: Open | null = null
  #revision = 0

  constructor(workerFile: URL | string, logger: Logger = silentLogger) {
    this.#workerFile = workerFile
    this.#logger = logger
    this.freeTasks = new TaskRunner({ workerFile, directory: null, key: null, writers: new WriterQueue() })
  }

  get open(): Open | null {
    return this.#open
  }

  /** Makes a workspace the open one; the former is closed first. */
  async replace(workspace: Workspace): Promise<void> {
    await this.#closeOpen()
    const writers = new WriterQueue()
    const tasks = new TaskRunner({ workerFile: this.#workerFile, directory: workspace.directory, key: workspace.key, writers })
    const network = networkOf(workspace, { tasks, writers, logger: this.#logger, publish: (names) => this.#publish(names) })
    this.#open = { workspace, writers, tasks, network }
    workspace.onCommit((tables) => this.#publish([...tables]))
    network?.begin()
    this.#publish(['workspace'])
  }

  /** Calls back after each commit of whatever workspace is open; gives the function that stops it. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Tells the listeners of something that is in no table of records, e.g. `sync`. */
  tell(name: string): void {
    this.#publish([name])
  }

  /** Closes what is open and ends every thread. */
  async close(): Promise<void> {
    await this.freeTasks.close()
    await this.#closeOpen()
  }

  async #closeOpen(): Promise<void> {
    const open = this.#open
    if (!open) return
    this.#open = null
    await open.network?.close()
    await open.writers.run(() => open.tasks.close())
    open.workspace.close()
  }

  #publish(tables: string[]): void {
    this.#revision++
    for (const listener of this.#listeners) listener({ tables, revision: this.#revision })
  }
}
