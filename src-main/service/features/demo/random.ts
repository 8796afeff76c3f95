/** A seeded source of chance: the same seed gives the same firm on every machine. */
export interface Random {
  /** 0 <= x < 1. */
  next(): number
  /** An integer from 0 to `below` - 1. */
  int(below: number): number
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** Standard normal. Source: Box and Muller (1958). */
  normal(): number
  /** A count with this mean. Source: Knuth, TAOCP 3.4.1; means here are small. */
  poisson(mean: number): number
}

/** Source: mulberry32, public domain, 32 bits of state: enough for demo data, never for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (below: number): number => Math.floor(next() * below)
  return {
    next,
    int,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick<T>(from: readonly T[]): T {
      const picked = from[int(from.length)]
      if (picked === undefined) throw new Error('random.pick: nothing to pick from')
      return picked
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    poisson(mean) {
      const limit = Math.exp(-mean)
      let count = 0
      for (let product = next(); product > limit; product *= next()) count++
      return count
    },
  }
}
