import process from 'node:process'

/** That somebody told the command to stop, by a signal or Ctrl+C. */
export interface Stop {
  readonly signal: AbortSignal
  readonly told: Promise<void>
  /** Listens no longer: from then on a signal ends the process. */
  release(): void
}

export function toldToStop(): Stop {
  const stop = new AbortController()
  const told = Promise.withResolvers<undefined>()
  const abort = (): void => {
    stop.abort()
    told.resolve(undefined)
  }
  process.once('SIGINT', abort).once('SIGTERM', abort)
  return { signal: stop.signal, told: told.promise, release: () => void process.off('SIGINT', abort).off('SIGTERM', abort) }
}
