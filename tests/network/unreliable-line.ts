import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../simulator/random.ts'
import { type Link, MOST_MS, newCounts, SHORTEST_MS } from './link.ts'

/** The slowest that a piece crosses while there is trouble, in ms. */
const MOST_DELAY_MS = 60
interface Pair {
  readonly near: Socket
  readonly far: Socket
  /** Nothing arrives any more on either side, and neither side is told. */
  isDead: boolean
}

export interface LineOptions {
  /** After so long a dead connection is reset, as by a router; never when left out: each side has to notice. */
  readonly resetAfterMs?: number
}

/** A TCP line before one port of this computer, which is slow, cut, parted and half open. */
export function openLine(random: Random, { resetAfterMs }: LineOptions = {}): Link {
  const pairs = new Set<Pair>()
  const counts = newCounts()
  let aim = 0
  let isTroubled = false
  /** Resolves when both sides see each other. */
  let whole = Promise.resolve()

  const server = createServer((near) => {
    near.on('error', () => undefined)
    if (isTroubled && random.chance(0.1)) {
      counts.refused++
      near.destroy()
      return
    }
    counts.connections++
    const far = connect(aim, '127.0.0.1').on('error', () => undefined)
    const pair: Pair = { near, far, isDead: false }
    pairs.add(pair)
    void carry(pair, near, far)
    void carry(pair, far, near)
    for (const socket of [near, far]) {
      socket.on('close', () => {
        if (pair.isDead) return
        pairs.delete(pair)
        near.destroy()
        far.destroy()
      })
    }
  })

  return {
    prefix: [],
    counts,
    async addressOf(port) {
      aim = port
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
      return `127.0.0.1:${String((server.address() as AddressInfo).port)}`
    },
    async trouble(until) {
      isTroubled = true
      while (!until.aborted) {
        await sleep(SHORTEST_MS + random.int(MOST_MS - SHORTEST_MS), undefined, { signal: until }).catch(() => undefined)
        if (until.aborted) break
        const kind = random.weighted({ cut: 3, partition: 3, halfOpen: 2 })
        if (kind === 'cut') for (const pair of pairs) cut(pair)
        else if (kind === 'halfOpen') for (const pair of pairs) deaden(pair)
        else {
          counts.partitions++
          whole = sleep(SHORTEST_MS + random.int(MOST_MS - SHORTEST_MS))
        }
      }
      isTroubled = false
    },
    close: () => new Promise((closed) => {
      server.close(() => closed())
      for (const { near, far } of pairs) {
        near.destroy()
        far.destroy()
      }
    }),
  }

  async function carry(pair: Pair, from: Socket, to: Socket): Promise<void> {
    try {
      for await (const bytes of from as AsyncIterable<Buffer>) {
        if (pair.isDead) continue
        if (isTroubled) await sleep(random.int(MOST_DELAY_MS))
        await whole
        if (!pair.isDead && !to.write(bytes)) await new Promise((go) => to.once('drain', go).once('close', go))
      }
      if (!pair.isDead) to.end()
    } catch {
      // cut: the other side hears of it by its own close
    }
  }

  function cut(pair: Pair): void {
    counts.cut++
    pair.near.resetAndDestroy()
    pair.far.resetAndDestroy()
  }

  function deaden(pair: Pair): void {
    if (pair.isDead) return
    pair.isDead = true
    counts.halfOpen++
    if (resetAfterMs === undefined) return
    setTimeout(() => {
      pair.isDead = false
      pairs.delete(pair)
      pair.near.destroy()
      pair.far.destroy()
    }, resetAfterMs).unref()
  }
}
