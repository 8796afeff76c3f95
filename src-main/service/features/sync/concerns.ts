import type { SyncConcern } from '#shared/contract/sync.contract.ts'
import type { StoredWay } from '../../sync/exchange/stored-ways.ts'

/** Clocks that differ by less disturb nobody. */
const CLOCK_LIMIT_MS = 120_000
/** What two ways say of one clock may differ by this much. */
const AGREEMENT_MS = 60_000
/** An offset that was measured longer ago says nothing about the clock of today. */
const MEASURED_WITHIN_MS = 86_400_000
/** So long one automatic way may fail while others work, and so long all of them. */
const ONE_FAILS_MS = 7 * 86_400_000
const ALL_FAIL_MS = 86_400_000

export interface ConcernInput {
  readonly openLost: number
  /** Held bundles that need somebody. */
  readonly faults: number
  readonly renewedAt: number | null
  readonly ways: readonly (StoredWay & { readonly shown: string })[]
  /** UTC ms. */
  readonly now: number
}

/** Gives what about sync needs a person, the most pressing first. */
export function concernsOf({ openLost, faults, renewedAt, ways, now }: ConcernInput): SyncConcern[] {
  const clock = clockOffset(ways, now)
  return [
    ...(clock === null ? [] : [{ kind: 'clock' as const, n: clock, name: null }]),
    ...(renewedAt === null ? [] : [{ kind: 'renewed' as const, n: renewedAt, name: null }]),
    ...(faults > 0 ? [{ kind: 'held' as const, n: faults, name: null }] : []),
    ...(openLost > 0 ? [{ kind: 'conflicts' as const, n: openLost, name: null }] : []),
    ...failingWays(ways, now),
  ]
}

/**
 * Tells by how many ms this clock is behind (positive) or ahead; null when it is right, or when there are no two ways that say the same: one
 * alone may be wrong itself.
 */
export function clockOffset(ways: ConcernInput['ways'], now: number): number | null {
  const offsets = ways
    .flatMap(({ offsetMs, doneAt }) => (offsetMs !== null && doneAt !== null && Math.abs(now - doneAt) < MEASURED_WITHIN_MS ? [offsetMs] : []))
    .sort((a, b) => a - b)
  for (const [i, offset] of offsets.entries()) {
    const next = offsets[i + 1]
    if (next !== undefined && next - offset <= AGREEMENT_MS && Math.min(Math.abs(offset), Math.abs(next)) > CLOCK_LIMIT_MS) return Math.round((offset + next) / 2)
  }
  return null
}

/** Ways that never worked, or that have not for long; those that are automatic only. */
function failingWays(ways: ConcernInput['ways'], now: number): SyncConcern[] {
  const automatic = ways.filter(({ isAutomatic }) => isAutomatic)
  const isAnyGood = automatic.some(({ problem, doneAt }) => problem === null && doneAt !== null)
  return automatic.flatMap(({ problem, doneAt, shown }) => {
    const failsFor = doneAt === null ? Infinity : now - doneAt
    if (problem === null || failsFor < (isAnyGood ? ONE_FAILS_MS : ALL_FAIL_MS)) return []
    return [{ kind: 'way-failing' as const, n: doneAt ?? 0, name: shown }]
  })
}
