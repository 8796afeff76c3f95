import type { Workspace } from './db/workspace.ts'
import { TaskRunner } from './jobs/task-runner.ts'
import { WriterQueue } from './jobs/writer-queue.ts'
import { type Logger, silentLogger } from './ports/logger.ts'
import { workspaceRelay } from './sync/exchange/workspace-relay.ts'
import { lanOfWorkspace } from './sync/lan/lan-of-workspace.ts'
import type { LanPresence } from './sync/lan/lan-presence.ts'

interface Open {
  readonly workspace: Workspace
  readonly writers: WriterQueue
  readonly tasks: TaskRunner
  readonly lan: LanPresence | null
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
    const lan = this.#lanOf(workspace, writers)
    this.#open = { workspace, writers, tasks, lan }
    workspace.onCommit((tables) => this.#publish([...tables]))
    this.#publish(['workspace'])
  }

  /** Calls back after each commit of whatever workspace is open; gives the function that stops it. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Closes what is open and ends every thread. */
  async close(): Promise<void> {
    await this.freeTasks.close()
    await this.#closeOpen()
  }

  /** What happens in the network is told like a commit, under names that no table has. */
  #lanOf(workspace: Workspace, writers: WriterQueue): LanPresence | null {
    const { identity } = workspace
    if (!identity) return null
    const relay = workspaceRelay(workspace, identity, { asWriter: (work) => writers.run(work), onBrought: () => this.#publish(['sync_hold']) })
    return lanOfWorkspace(workspace, identity, { relay, logger: this.#logger, changed: () => this.#publish(['lan']) })
  }

  async #closeOpen(): Promise<void> {
    const open = this.#open
    if (!open) return
    this.#open = null
    await open.lan?.close()
    await open.writers.run(() => open.tasks.close())
    open.workspace.close()
  }

  #publish(tables: string[]): void {
    this.#revision++
    for (const listener of this.#listeners) listener({ tables, revision: this.#revision })
  }
}
