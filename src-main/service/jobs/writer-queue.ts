/** Lets one writer in at a time, in the order of asking: SQLite has one write lock, and waiting for it must not block the event loop. */
export class WriterQueue {
  #tail: Promise<unknown> = Promise.resolve()

  /** Runs `work` when everybody who asked before is done. Errors: those of `work`; they do not stop the queue. */
  run<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#tail.then(work)
    this.#tail = result.catch(() => undefined)
    return result
  }
}
