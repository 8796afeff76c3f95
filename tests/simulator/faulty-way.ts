import type { ChainListing, Way } from '#service/sync/ways/way.ts'
import { WayProblem } from '#service/sync/ways/way.ts'
import type { Random } from './random.ts'

export interface Faults {
  /** Chance of each that a call does nothing, or does it and the answer is lost. */
  readonly cut: number
  /** Chance that a listing is the one before. */
  readonly stale: number
  /** Chance that a bundle that is there cannot be had, or comes damaged. */
  readonly missing: number
}

/** A way that is cut, repeats old listings, and hands out what is damaged. */
export function faultyWay(inner: Way, faults: Faults, random: Random, memory: { listing: readonly ChainListing[] | null }): Way {
  const cut = async <T>(work: () => Promise<T>): Promise<T> => {
    if (random.chance(faults.cut)) throw new WayProblem('unreachable', inner.name)
    const done = await work()
    if (random.chance(faults.cut)) throw new WayProblem('unreachable', inner.name)
    return done
  }
  return {
    name: inner.name,
    offsetMs: null,
    list: (signal) => cut(async () => {
      if (memory.listing && random.chance(faults.stale)) return memory.listing
      return (memory.listing = await inner.list(signal))
    }),
    get: (chain, n, signal) => cut(async () => {
      const bytes = await inner.get(chain, n, signal)
      if (!bytes || !random.chance(faults.missing)) return bytes
      if (random.chance(0.5)) return null
      const damaged = Buffer.from(bytes)
      const at = random.int(damaged.length)
      damaged[at] = (damaged[at] ?? 0) ^ 0x10
      return random.chance(0.5) ? damaged : damaged.subarray(0, at)
    }),
    put: (bundle, signal) => cut(() => inner.put(bundle, signal)),
    prune: (chain, before, signal) => cut(() => inner.prune(chain, before, signal)),
    changed: (signal) => inner.changed(signal),
    close: () => inner.close(),
  }
}
