import type { ExchangeOutcome } from '#shared/contract/sync-ways.contract.ts'
import type { ExchangeOverResult } from '../../sync/exchange/exchange-over.ts'

/** Sums up what an exchange did. */
export function exchangeOutcome({ result: { sent, received, results, held, damaged, renewed } }: ExchangeOverResult): ExchangeOutcome {
  const counts = { read: 0, applied: 0, known: 0, conflicts: 0, lost: 0, collisions: 0 }
  for (const result of results) for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += result.counts[name]
  const clocksAhead = [...new Map(results.flatMap((result) => result.clocksAhead).map((clock) => [clock.site, clock])).values()]
  return { sent, received, counts, held: held.length, damaged, clocksAhead, renewed }
}
