import { Agent } from 'node:http'
import { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { LanAddress } from './lan-address.ts'
import { connectPinned, OtherComputer, type PinnedTarget } from './tls.ts'

/** Connections that one copy holds to another at once: one waits for news, the others fetch. */
const MAX_SOCKETS = 4
const IDLE_MS = 30_000
/** What the type of the callback wants beside an error; nobody looks at it. */
const NO_SOCKET = new Duplex()

/**
 * Gives HTTP requests connections to one computer, whose key is compared before anything is sent. It may have several addresses: all are tried at once,
 * the first that shows the right key is taken.
 *
 * Edge    the requests themselves are plain `http:`; where they say they go does not matter.
 */
export class PinnedAgent extends Agent {
  readonly #addresses: readonly LanAddress[]
  readonly #who: Pick<PinnedTarget, 'identity' | 'isExpected'>
  readonly #ended = new AbortController()

  constructor(addresses: readonly LanAddress[], who: Pick<PinnedTarget, 'identity' | 'isExpected'>) {
    super({ keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_MS })
    this.#addresses = addresses
    this.#who = who
  }

  override createConnection(_options: unknown, callback?: (error: Error | null, socket: Duplex) => void): undefined {
    this.#connect().then(
      (socket) => callback?.(null, socket),
      (cause: unknown) => callback?.(cause instanceof Error ? cause : new Error(String(cause)), NO_SOCKET),
    )
  }

  override destroy(): void {
    this.#ended.abort(new Error('the way is closed'))
    super.destroy()
  }

  async #connect(): Promise<TLSSocket> {
    const lost = new AbortController()
    const signal = AbortSignal.any([this.#ended.signal, lost.signal])
    const tries = this.#addresses.map((address) => connectPinned({ ...address, ...this.#who }, signal))
    try {
      const first = await Promise.any(tries)
      void Promise.allSettled(tries).then((all) => {
        for (const one of all) if (one.status === 'fulfilled' && one.value !== first) one.value.destroy()
      })
      return first
    } catch (cause) {
      throw mostTelling(cause)
    } finally {
      lost.abort()
    }
  }
}

/** Of what went wrong at each address: that another computer answered says more than that nobody did. */
function mostTelling(cause: unknown): unknown {
  if (!(cause instanceof AggregateError)) return cause
  const errors: readonly unknown[] = cause.errors
  return errors.find((error) => error instanceof OtherComputer) ?? errors[0] ?? new Error('no address to try')
}
