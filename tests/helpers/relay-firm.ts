import { randomBytes } from 'node:crypto'
import { sealBundle } from '#service/sync/bundle/envelope.ts'
import { type Certificate, issueCertificate } from '#service/sync/identity/certificate.ts'
import { type DeviceKey, newDeviceKey, siteOf } from '#service/sync/identity/device-key.ts'
import type { Scope } from '#service/sync/identity/scope.ts'
import { firmTagOf } from '#service/sync/identity/firm-tag.ts'
import { openRelayWay, type RelayWay, type RelayWayOptions } from '#service/sync/relay/relay-way.ts'
import { helloBytes, signWith } from '#service/sync/relay/statements.ts'
import { systemClock } from '#service/ports/clock.ts'
import type { SealedBundle } from '#service/sync/ways/way.ts'

const DAY = 86_400_000

/** A device of a made-up firm, with what it says to relays. */
export interface FirmDevice {
  readonly key: DeviceKey
  readonly chain: readonly Certificate[]
  readonly site: string
  readonly name: string
  /** A way to a relay as this device. */
  way(address: string, options?: Partial<RelayWayOptions>): RelayWay
  /** What `POST /v1/hello` needs; with a change where a test wants it wrong. */
  hello(address: string, nonce: string, change?: { readonly host?: string; readonly signing?: DeviceKey['signing'] }): Record<string, unknown>
  /** A token of a relay, got by hand. */
  token(address: string): Promise<string>
  /** A sealed bundle of this device: the same arguments give the same bytes. */
  bundle(options: { readonly n: number; readonly scope?: string; readonly size?: number; readonly variant?: number }): SealedBundle
}

export interface RelayFirm {
  readonly root: DeviceKey
  /** Tag, hex. */
  readonly tag: string
  readonly admin: FirmDevice
  /** Another admin, named by the root like the first. */
  secondAdmin(): FirmDevice
  /** A representative's device; its certificate comes from the admin. */
  join(until?: number): FirmDevice
  /** The certificates of any device of the firm. */
  chainOf(device: string): readonly Certificate[] | null
}

/** Makes a firm with an admin; with the same random bytes and time the same one. */
export function makeRelayFirm({ random = randomBytes, now = Date.now() }: { readonly random?: (size: number) => Buffer; readonly now?: number } = {}): RelayFirm {
  const root = newDeviceKey(random)
  const firmTag = firmTagOf(root.publicKey)
  const tag = firmTag.toString('hex')
  const known = new Map<string, readonly Certificate[]>()
  const adminKey = newDeviceKey(random)
  const admin = deviceOf(adminKey, [certify(adminKey, 'admin', now + 400 * DAY, root, 'root')])
  return {
    root, tag, admin,
    secondAdmin() {
      const key = newDeviceKey(random)
      return deviceOf(key, [certify(key, 'admin', now + 400 * DAY, root, 'root')])
    },
    join(until = now + 100 * DAY) {
      const key = newDeviceKey(random)
      return deviceOf(key, [certify(key, 'device', until, adminKey, adminKey.device.toString('hex')), ...admin.chain])
    },
    chainOf: (device) => known.get(device) ?? null,
  }

  function certify(key: DeviceKey, kind: 'admin' | 'device', notAfter: number, issuer: DeviceKey, issuerId: string): Certificate {
    const isAdmin = kind === 'admin'
    const employee = key.device.toString('hex')
    return issueCertificate(
      {
        firm: tag, kind, publicKey: key.publicKey.toString('hex'), agreementKey: key.agreementKey.toString('hex'), employee, role: isAdmin ? 'manager' : 'rep', unit: null,
        scopes: isAdmin ? ['all'] : [`rep-${employee}`], notBefore: Math.min(now, notAfter) - 2 * DAY, notAfter,
      },
      issuer.signing,
      issuerId,
    )
  }

  function deviceOf(key: DeviceKey, chain: readonly Certificate[]): FirmDevice {
    const nonce = Buffer.alloc(16, 1)
    const site = siteOf(key.publicKey, nonce).toString('hex')
    const name = key.device.toString('hex')
    known.set(name, chain)
    const hello: FirmDevice['hello'] = (address, nonce, { host = new URL(address).hostname, signing = key.signing } = {}) => {
      const at = now
      const signature = signWith({ signing }, helloBytes({ firm: tag, host, at, nonce })).toString('base64')
      return { rootKey: root.publicKey.toString('hex'), chain, at, nonce, signature }
    }
    return {
      key, chain, site, name, hello,
      async token(address) {
        const { nonce } = (await (await fetch(`${address}/v1/nonce`)).json()) as { nonce: string }
        const reply = await fetch(`${address}/v1/hello`, { method: 'POST', body: JSON.stringify(hello(address, nonce)) })
        const { token } = (await reply.json()) as { token: string }
        return token
      },
      way: (address, options) => openRelayWay({
        address, clock: systemClock, identity: { rootKey: root.publicKey, signing: key.signing, chain: () => chain }, chainOf: (device) => known.get(device) ?? null, ...options,
      }),
      bundle({ n, scope = 'firm', size = 5_000, variant = 0 }) {
        const header = {
          v: 1 as const, firm: tag, device: name, nonce: nonce.toString('hex'), site, scope: scope as Scope, n, prev: n === 1 ? null : 'ab'.repeat(32), kind: 'changes' as const, start: null, epoch: 1,
          schema: 7, count: 1, from: 1, to: 2, seen: [], heads: null,
        }
        return { site, scope, n, bytes: sealBundle(header, filler(Math.max(0, size - 8192), n + variant), Buffer.alloc(32, 7), key.signing, Buffer.alloc(12, 1 + variant)).bytes }
      },
    }
  }
}

/** Bytes that do not get smaller by compression, the same for the same seed. */
function filler(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size)
  let state = (seed + 1) >>> 0
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}
