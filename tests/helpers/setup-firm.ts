import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { sealBundle } from '#service/sync/bundle/envelope.ts'
import { type Certificate, type CertificateContent, issueCertificate } from '#service/sync/identity/certificate.ts'
import { type DeviceKey, newDeviceKey, rawPublicKey, siteOf } from '#service/sync/identity/device-key.ts'
import { firmTagOf } from '#service/sync/identity/firm-tag.ts'
import type { Scope } from '#service/sync/identity/scope.ts'
import { type TlsIdentity, tlsCertificateOf } from '#service/sync/identity/tls-certificate.ts'
import type { RelayIdentity } from '#service/sync/relay/relay-session.ts'
import type { SealedBundle } from '#service/sync/ways/way.ts'

const DAY = 86_400_000

/** A device of a firm, with one site. */
export interface FirmDevice {
  readonly key: DeviceKey
  readonly chain: readonly Certificate[]
  readonly nonce: Buffer
  /** Hex. */
  readonly site: string
  readonly tls: TlsIdentity
  readonly identity: RelayIdentity
}

export interface BundleToMake {
  readonly scope: string
  readonly n: number
  readonly size?: number
  /** Another one gives another content. */
  readonly variant?: number
}

/** A firm with its root key, whose devices are certified and whose bundles are signed, but say nothing. */
export interface TestFirm {
  /** Hex. */
  readonly tag: string
  readonly rootKey: Buffer
  addDevice(scopes?: CertificateContent['scopes']): FirmDevice
  /** The same arguments give the same bytes. */
  makeBundle(author: FirmDevice, bundle: BundleToMake): SealedBundle
}

/** Founds a firm in memory. */
export function setupFirm(): TestFirm {
  const { privateKey } = generateKeyPairSync('ed25519')
  const rootKey = rawPublicKey(privateKey)
  const tag = firmTagOf(rootKey).toString('hex')
  const now = Date.now()
  return {
    tag,
    rootKey,
    addDevice(scopes = ['all']) {
      const key = newDeviceKey()
      const nonce = randomBytes(16)
      const content: CertificateContent = {
        firm: tag, kind: 'device', publicKey: key.publicKey.toString('hex'), agreementKey: key.agreementKey.toString('hex'), employee: '0e'.repeat(16), role: 'rep',
        unit: null, scopes, notBefore: now - DAY, notAfter: now + 300 * DAY,
      }
      const chain = [issueCertificate(content, privateKey, 'root')]
      return {
        key, chain, nonce,
        site: siteOf(key.publicKey, nonce).toString('hex'),
        tls: tlsCertificateOf(key, now),
        identity: { rootKey, signing: key.signing, chain: () => chain },
      }
    },
    makeBundle({ key, nonce, site }, { scope, n, size = 4096, variant = 0 }) {
      const iv = Buffer.alloc(12)
      iv.writeUInt32LE(n)
      iv.writeUInt32LE(variant, 4)
      // Does not shrink; the same seed gives the same.
      const payload = noise(Math.max(16, size - 8192), n * 1000 + variant)
      const header = {
        v: 1 as const, firm: tag, device: key.device.toString('hex'), nonce: nonce.toString('hex'), site, scope: scope as Scope, n, prev: n === 1 ? null : 'ab'.repeat(32),
        kind: 'fold' as const, start: n, epoch: 1, schema: 7, count: 1, from: 1, to: 2, seen: [], heads: null,
      }
      return { site, scope, n, bytes: sealBundle(header, payload, Buffer.alloc(32, 7), key.signing, iv).bytes }
    },
  }
}

function noise(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size)
  let state = (seed + 1) >>> 0
  for (let i = 0; i < size; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[i] = state >>> 8
  }
  return bytes
}
