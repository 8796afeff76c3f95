import type { CertificateChain, Certified } from './certificate.ts'
import { type DeviceKey, siteOf } from './device-key.ts'
import type { FirstKeys } from './first-keys.ts'

/** Who a copy is among the copies of its firm. */
export interface Identity {
  readonly deviceKey: DeviceKey
  /** Raw key of the firm's root. */
  readonly rootKey: Buffer
  readonly firmTag: Buffer
  /** As it was at joining; a renewed one comes with the statements. */
  readonly chain: CertificateChain
  readonly certified: Certified
  readonly controlKey: Buffer
  /** What it began with; later keys come as grants. */
  readonly firstKeys: readonly FirstKeys[]
  /** The seed of the root key: on the founder's device, until it is moved away. */
  readonly rootSeed: Buffer | null
  /** The rows that all copies of the firm begin with, for those whom this one invites. */
  readonly genesis: Readonly<Record<string, unknown>>
}

/** A site that nobody writes under yet. */
export interface NewSite {
  readonly site: Buffer
  /** With which the device's key gives the site; null for a copy without an identity. */
  readonly nonce: Buffer | null
}

/** Makes a new site of a device. Shape: `fresh` = 16 bytes that never were before; without an identity they are the site themselves. */
export function newSiteOf(identity: Pick<Identity, 'deviceKey'> | null, fresh: Buffer): NewSite {
  return identity ? { site: siteOf(identity.deviceKey.publicKey, fresh), nonce: fresh } : { site: fresh, nonce: null }
}
