import { setTimeout as delay } from 'node:timers/promises'
import { type Clock, systemClock } from '../../ports/clock.ts'
import { refuse, refuseField } from '../../refusal.ts'
import { newDeviceKey } from '../identity/device-key.ts'
import { tlsCertificateOf } from '../identity/tls-certificate.ts'
import { Discovery, type DiscoveryPorts } from './discovery.ts'
import { type LanAddress, readLanAddress } from './lan-address.ts'
import { pairWith } from './pairing-client.ts'
import { readPairingCode } from './pairing.ts'

/** A copy answers a question of mDNS at once; the rest is for slow wireless networks. */
const LOOK_MS = 8000

export interface JoinByCode {
  /** As somebody typed it. */
  readonly code: string
  /** As somebody typed it; null = look around in the network. */
  readonly address: string | null
}

/**
 * Gets the invitation that somebody's pairing code stands for, as text. The key that is presented for it is made up: who joins has none yet, and what
 * counts is the code.
 *
 * Errors  refused: `code-malformed`, `address-malformed`, `pairing-not-found` when no copy of this code is heard of; what `pairWith` refuses. An abort rejects with the
 *         signal's reason.
 */
export async function fetchInvitation(
  { code, address }: JoinByCode,
  signal: AbortSignal,
  { clock = systemClock, ...ports }: { readonly clock?: Clock; readonly discovery?: Pick<DiscoveryPorts, 'port' | 'roundMs'>; readonly lookMs?: number } = {},
): Promise<string> {
  const read = readPairingCode(code)
  if (!read.ok) return refuseField('code', read.error)
  const typed = address === null ? null : readLanAddress(address)
  if (typed && !typed.ok) return refuseField('address', typed.error, { address: address ?? '' })
  const addresses = typed ? [typed.value] : await findByPin(read.value.pin, signal, ports)
  if (addresses.length === 0) return refuse('pairing-not-found')
  return pairWith(addresses, read.value, tlsCertificateOf(newDeviceKey(), clock.now()), signal)
}

/** Gives the addresses of the copy whose device key a pin belongs to, as soon as it is heard of; none when it is not. */
async function findByPin(
  pin: Buffer,
  signal: AbortSignal,
  { discovery: ports, lookMs = LOOK_MS }: { readonly discovery?: Pick<DiscoveryPorts, 'port' | 'roundMs'>; readonly lookMs?: number },
): Promise<readonly LanAddress[]> {
  const heard = Promise.withResolvers<readonly LanAddress[]>()
  const discovery = new Discovery({
    roundMs: 2000,
    ...ports,
    changed() {
      const copies = discovery.found.filter(({ device }) => device.startsWith(pin.toString('hex')))
      if (copies.length > 0) heard.resolve(copies.flatMap(({ addresses }) => addresses))
    },
  })
  const over = new AbortController()
  try {
    return await Promise.race([heard.promise, delay(lookMs, [], { signal: AbortSignal.any([signal, over.signal]) })])
  } catch (cause) {
    signal.throwIfAborted()
    throw cause
  } finally {
    over.abort()
    await discovery.close()
  }
}
