import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/** What is written is sent after so long, so that a few keystrokes travel together. */
const SEND_AFTER_MS = 2_000

/** One endless exchange, until it is stopped: what it waits for, and what others may see of it. */
export class WayLoop {
  /** Whether it is exchanging at this moment. */
  isRunning = true
  /** UTC ms when it tries again after a failure; null when it is not waiting for that. */
  retryAt: number | null = null
  readonly #stop = new AbortController()
  readonly #events = new EventEmitter()
  #hasNews = false
  #ended: Promise<void> = Promise.resolve()

  get signal(): AbortSignal {
    return this.#stop.signal
  }

  run(work: (loop: WayLoop) => Promise<void>): void {
    this.#ended = work(this)
  }

  /** Something was written that it has to send. */
  wake(): void {
    this.#hasNews = true
    this.#events.emit('news')
  }

  /** What was written until now is going to be sent. */
  begin(): void {
    this.#hasNews = false
    this.isRunning = true
    this.retryAt = null
  }

  /** Resolves a moment after something was written that was not sent. */
  async news(signal: AbortSignal): Promise<void> {
    if (!this.#hasNews) await once(this.#events, 'news', { signal })
    await sleep(SEND_AFTER_MS, undefined, { signal })
  }

  /** Stops it; resolves when it has ended. */
  stop(): Promise<void> {
    this.#stop.abort()
    return this.#ended
  }
}
