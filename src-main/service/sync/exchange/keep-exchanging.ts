import { setTimeout as sleep } from 'node:timers/promises'
import type { Workspace } from '../../db/workspace.ts'
import type { WayPlan } from '../ways/open-way.ts'
import { WayProblem } from '../ways/way.ts'
import { exchangeOver, type ExchangeOverOptions, type ExchangeOverResult } from './exchange-over.ts'

/** After a failure it is tried again soon, and ever later. */
const FIRST_RETRY_MS = 2_000
const LAST_RETRY_MS = 60_000
/** Also without any news the other side is looked at this often. */
const AT_LEAST_EVERY_MS = 300_000

export interface KeepExchangingOptions extends ExchangeOverOptions {
  /** Resolves when something was written here. */
  readonly written: (signal: AbortSignal) => Promise<void>
  readonly onDone: (outcome: ExchangeOverResult) => void
  /** `retryMs` = when it is tried again. Anything but a problem of the way ends it. */
  readonly onProblem: (problem: WayProblem, retryMs: number) => void
}

/** Exchanges over one way whenever there is news on either side, until the signal; after failures with growing pauses. */
export async function keepExchanging(workspace: Workspace, plan: WayPlan, options: KeepExchangingOptions): Promise<void> {
  const { signal, written, onDone, onProblem } = options
  for (let failures = 0; !signal.aborted; ) {
    try {
      await exchangeOver(workspace, plan, options, async (way, outcome) => {
        failures = 0
        onDone(outcome)
        await anyOf(signal, [(until) => way.changed(until), written, (until) => sleep(AT_LEAST_EVERY_MS, undefined, { signal: until })])
        return !signal.aborted
      })
    } catch (cause) {
      if (signal.aborted) return
      if (!(cause instanceof WayProblem)) throw cause
      const retryMs = cause.retryAfterMs ?? Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures)
      failures++
      onProblem(cause, retryMs)
      await sleep(retryMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

/** Waits for the first of several; the others are called off. */
async function anyOf(signal: AbortSignal, waits: readonly ((until: AbortSignal) => Promise<unknown>)[]): Promise<void> {
  const first = new AbortController()
  const until = AbortSignal.any([signal, first.signal])
  const calls = waits.map((wait) => wait(until))
  try {
    await Promise.race(calls)
  } finally {
    first.abort()
    await Promise.allSettled(calls)
  }
}
