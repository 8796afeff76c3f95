/** Counts what goes on at the same time, so that no caller can make a process hold more than it has room for. */
export interface ExchangeRoom {
  /** Takes a share; gives what returns it, or null when there is no room. */
  enter(key: string, amount: number): (() => void) | null
}

/** Makes a room that one key fills up to `each`, and all together up to `all`. */
export function createRoom({ each, all }: { readonly each: number; readonly all: number }): ExchangeRoom {
  const held = new Map<string, number>()
  let total = 0
  return {
    enter(key, amount) {
      const mine = held.get(key) ?? 0
      if (mine + amount > each || total + amount > all) return null
      held.set(key, mine + amount)
      total += amount
      let isInside = true
      return () => {
        if (!isInside) return
        isInside = false
        total -= amount
        const left = (held.get(key) ?? 0) - amount
        if (left > 0) held.set(key, left)
        else held.delete(key)
      }
    },
  }
}

/** Counts requests of strangers by address and minute; remembers a bounded number of addresses. */
export function createStrangerGate(perMinute: number): (address: string, now: number) => boolean {
  let minute = 0
  let counts = new Map<string, number>()
  return (address, now) => {
    const current = Math.floor(now / 60_000)
    if (current !== minute) {
      minute = current
      counts = new Map()
    }
    const key = networkOf(address)
    const count = (counts.get(key) ?? 0) + 1
    // a crowd larger than this is not counted one by one: the newest wait for the next minute
    if (count === 1 && counts.size >= MOST_ADDRESSES) return false
    counts.set(key, count)
    return count <= perMinute
  }
}

const MOST_ADDRESSES = 100_000

/** One person holds all addresses of an IPv6 network of 64 bits. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address
  return address.split(':').slice(0, 4).join(':')
}
