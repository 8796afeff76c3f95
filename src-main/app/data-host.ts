import type { ServiceState } from '#shared/contract/shell.contract.ts'
import type { KeyVault } from './key-vault.ts'
import type { ShellLogger } from './logger.ts'
import type { LaunchService, ServiceProcess } from './service-process.ts'

/** Waits before each restart in a row; when they are used up the service stays down until somebody asks. */
const backOffMs = [200, 1_000, 4_000] as const
/** A service that ran this long was healthy: the next crash counts from the beginning. */
const healthyMs = 60_000
const killAfterMs = 5_000

type Port = Parameters<ServiceProcess['connect']>[0]

export interface DataHostOptions {
  readonly launch: LaunchService
  /** Asked before each start, so that a restart opens what was open last. */
  readonly workspaceDir: () => string | null
  readonly onState: (state: ServiceState) => void
  readonly vault: KeyVault
  readonly log: ShellLogger
}

/**
 * Keeps the data service running: starts it, says when it is ready, restarts it after a crash, and ends it in order.
 *
 * Edge    ports asked for while it is not ready wait for the next `ready`; calls in flight at a crash get no answer, and the state
 *         tells the windows to reject them.
 */
export class DataHost {
  readonly #options: DataHostOptions
  #process: ServiceProcess | null = null
  #waiting: Port[] = []
  #state: ServiceState = { phase: 'starting', restarts: 0, problem: null }
  #readyAt = 0
  #restartTimer: NodeJS.Timeout | null = null
  #onGone: (() => void) | null = null

  constructor(options: DataHostOptions) {
    this.#options = options
  }

  get state(): ServiceState {
    return this.#state
  }

  /** Starts the service unless it runs or is about to. */
  start(): void {
    if (this.#process !== null || this.#restartTimer !== null || this.#onGone !== null) return
    this.#setState({ phase: 'starting', restarts: 0, problem: null })
    this.#launch()
  }

  connect(port: Port): void {
    if (this.#state.phase === 'ready' && this.#process !== null) this.#process.connect(port)
    else this.#waiting.push(port)
  }

  /** Ends the service: it drains, closes the workspace and exits; after 5 s it is killed. Resolves when it is gone. */
  close(): Promise<void> {
    if (this.#restartTimer !== null) clearTimeout(this.#restartTimer)
    this.#restartTimer = null
    const running = this.#process
    if (running === null) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#options.log.write('error', 'service.killed', { afterMs: killAfterMs })
        running.kill()
      }, killAfterMs)
      this.#onGone = () => {
        clearTimeout(timer)
        resolve()
      }
      running.send({ type: 'shutdown' })
    })
  }

  #launch(): void {
    const { launch, log, vault, workspaceDir } = this.#options
    const started: ServiceProcess = launch({
      onReply: (reply) => {
        switch (reply.type) {
          case 'ready':
            this.#readyAt = Date.now()
            this.#setState({ ...this.#state, phase: 'ready', problem: reply.problem })
            for (const port of this.#waiting.splice(0)) started.connect(port)
            return
          case 'log':
            return log.write(reply.level, reply.event, reply.fields)
          case 'key': {
            const bytes = vault[reply.work](Buffer.from(reply.bytes, 'base64'))
            return started.send({ type: 'key', id: reply.id, bytes: bytes?.toString('base64') ?? null })
          }
          case 'closed':
          case 'relay':
            return
        }
      },
      onExit: (code) => this.#exited(code),
    })
    this.#process = started
    started.send({ type: 'open', dir: workspaceDir() })
  }

  #exited(code: number | null): void {
    this.#process = null
    if (this.#onGone !== null) {
      this.#setState({ ...this.#state, phase: 'stopped' })
      return this.#onGone()
    }
    const wasHealthy = this.#state.phase === 'ready' && Date.now() - this.#readyAt > healthyMs
    const restarts = wasHealthy ? 0 : this.#state.restarts
    const wait = backOffMs[restarts]
    this.#options.log.write('error', 'service.crashed', { code, restarts })
    if (wait === undefined) return this.#setState({ phase: 'stopped', restarts, problem: null })
    this.#setState({ phase: 'restarting', restarts: restarts + 1, problem: null })
    this.#restartTimer = setTimeout(() => {
      this.#restartTimer = null
      this.#launch()
    }, wait)
  }

  #setState(state: ServiceState): void {
    this.#state = state
    this.#options.onState(state)
  }
}
