import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { type RandomBytes, systemRandom } from '../../ports/random.ts'

/** 32 random bytes each: all that has to be kept of a device's keys. */
export interface DeviceSeeds {
  readonly signing: Buffer
  readonly agreement: Buffer
}

/** The keys of one installation: what it signs with (Ed25519) and what others hand it keys with (X25519). */
export interface DeviceKey {
  readonly seeds: DeviceSeeds
  /** Names the device, see `deviceOf`. */
  readonly device: Buffer
  /** Raw Ed25519 key. */
  readonly publicKey: Buffer
  /** Raw X25519 key. */
  readonly agreementKey: Buffer
  readonly signing: KeyObject
  readonly agreement: KeyObject
}

/** Makes the keys of a new installation. */
export function newDeviceKey(random: RandomBytes = systemRandom): DeviceKey {
  return deviceKeyFromSeeds({ signing: random(32), agreement: random(32) })
}

/** Gives the keys that two seeds of 32 bytes stand for. */
export function deviceKeyFromSeeds(seeds: DeviceSeeds): DeviceKey {
  const signing = signingKeyFromSeed(seeds.signing)
  const agreement = agreementKeyFromSeed(seeds.agreement)
  const publicKey = rawPublicKey(signing)
  return { seeds, device: deviceOf(publicKey), publicKey, agreementKey: rawPublicKey(agreement), signing, agreement }
}

/** Gives the 16 bytes that name the holder of a signing key: a device, an admin or an invitation. */
export function deviceOf(publicKey: Uint8Array): Buffer {
  return createHash('sha256').update(publicKey).digest().subarray(0, 16)
}

/** Gives the site id of a device's copy: another nonce makes another site of the same device. */
export function siteOf(publicKey: Uint8Array, nonce: Uint8Array): Buffer {
  return createHash('sha256').update(publicKey).update(nonce).digest().subarray(0, 16)
}

/** Gives the private Ed25519 key of a seed of 32 bytes. Source: RFC 8410. */
export function signingKeyFromSeed(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: withPrefix(ED25519.pkcs8, seed), format: 'der', type: 'pkcs8' })
}

/** Gives the private X25519 key of a seed of 32 bytes. Source: RFC 8410. */
export function agreementKeyFromSeed(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: withPrefix(X25519.pkcs8, seed), format: 'der', type: 'pkcs8' })
}

/** Gives the Ed25519 key of 32 raw bytes, to check signatures with. */
export function publicSigningKey(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: withPrefix(ED25519.spki, raw), format: 'der', type: 'spki' })
}

/** Gives the X25519 key of 32 raw bytes, to agree on a key with. */
export function publicAgreementKey(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: withPrefix(X25519.spki, raw), format: 'der', type: 'spki' })
}

/** Gives the 32 raw bytes of the public half of an Ed25519 or X25519 key. */
export function rawPublicKey(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
}

/** What stands before the 32 bytes of a key in DER. */
const ED25519 = { pkcs8: '302e020100300506032b657004220420', spki: '302a300506032b6570032100' }
const X25519 = { pkcs8: '302e020100300506032b656e04220420', spki: '302a300506032b656e032100' }

function withPrefix(prefix: string, raw: Uint8Array): Buffer {
  if (raw.length !== 32) throw new Error(`device-key: a key of ${String(raw.length)} bytes`)
  return Buffer.concat([Buffer.from(prefix, 'hex'), raw])
}
