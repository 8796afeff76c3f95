import type { Clock } from '../../ports/clock.ts'
import type { TlsIdentity } from '../identity/tls-certificate.ts'
import type { RelayIdentity } from '../relay/relay-session.ts'
import { openRelayWay, type RelayWay, type RelayWayOptions } from '../relay/relay-way.ts'
import { WayProblem } from '../ways/way.ts'
import { type LanAddress, writeLanAddress } from './lan-address.ts'
import { PinnedAgent } from './pinned-agent.ts'
import { OtherComputer } from './tls.ts'

/**
 * The name that copies ask each other for, whatever the address is: who is there, the connection itself has proved by then.
 */
const LAN_ORIGIN = 'http://tributary.local/'

export interface LanWayOptions {
  /** Of one computer, typed or found; the first that answers with an expected key is taken. */
  readonly addresses: readonly LanAddress[]
  readonly tls: TlsIdentity
  readonly identity: RelayIdentity
  /** Decides by the raw device key whether this is a copy we talk to: one that we know and that is not revoked, or the one named by where we got the address. */
  isExpected(publicKey: Buffer): boolean
  readonly clock: Pick<Clock, 'now'>
  readonly chainOf?: RelayWayOptions['chainOf']
  readonly silenceMs?: number
}

/**
 * Opens a way to a copy that listens in the local network. Nothing is sent before the first call.
 *
 * Errors  as every way; another computer at the address is `unauthorized` with an `OtherComputer` as cause.
 */
export function openLanWay({ addresses, tls, identity, isExpected, clock, chainOf, silenceMs }: LanWayOptions): RelayWay {
  const name = addresses.map(writeLanAddress).join(', ')
  const agent = new PinnedAgent(addresses, { identity: tls, isExpected })
  const relay = openRelayWay({
    address: LAN_ORIGIN,
    identity,
    clock,
    agent,
    ...(chainOf ? { chainOf } : {}),
    ...(silenceMs === undefined ? {} : { silenceMs }),
  })
  const named = <T>(result: Promise<T>): Promise<T> => result.catch((cause: unknown) => {
    throw cause instanceof WayProblem ? renamed(cause, name) : cause
  })
  return {
    name,
    get offsetMs() {
      return relay.offsetMs
    },
    list: (signal) => named(relay.list(signal)),
    get: (chain, n, signal) => named(relay.get(chain, n, signal)),
    put: (bundle, signal) => named(relay.put(bundle, signal)),
    prune: (chain, before, signal) => named(relay.prune(chain, before, signal)),
    changed: (signal) => named(relay.changed(signal)),
    revoke: (device, signal) => named(relay.revoke(device, signal)),
    close: () => relay.close(),
  }
}

function renamed({ kind, cause, retryAfterMs }: WayProblem, name: string): WayProblem {
  const isOther = cause instanceof OtherComputer
  return new WayProblem(isOther ? 'unauthorized' : kind, name, { cause, ...(retryAfterMs === null ? {} : { retryAfterMs }) })
}
