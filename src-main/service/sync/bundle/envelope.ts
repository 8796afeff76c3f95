import { createCipheriv, createDecipheriv, createHash, type KeyObject, sign, verify } from 'node:crypto'
import { err, ok, type Result } from '#shared/kernel/result.ts'
import { systemRandom } from '../../ports/random.ts'
import { pack, unpack } from './frame.ts'
import { BUNDLE_LIMIT, BundleHeader, HEADER_LIMIT, type HeaderToSeal, PAYLOAD_LIMIT } from './header.ts'

/** A bundle whose header was read; nobody vouches for it before `verifyEnvelope`. */
export interface Envelope {
  readonly bytes: Buffer
  readonly header: BundleHeader
  /** Where the sealed part begins. */
  readonly headerEnd: number
  /** SHA-256 of what is signed. */
  readonly signedHash: Buffer
  /** SHA-256 of all bytes: what names the bundle. */
  readonly hash: Buffer
}

const MAGIC = Buffer.from('TRB1')
const SIGNED = Buffer.from('tributary-bundle-1\0')
const CIPHER = 'aes-256-gcm'
const PREFIX = 8
const TAG = 16
const SIGNATURE = 64

/**
 * Packs, encrypts and signs a payload.
 *
 * Edge    `iv` must never come twice under one key; give one only to repeat known bytes.
 * Errors  throws on a header that readers would refuse, and on a payload or bundle over the limits: the author makes its bundles smaller.
 */
export function sealBundle(header: HeaderToSeal, payload: Buffer, key: Buffer, signingKey: KeyObject, iv: Buffer = systemRandom(12)): Envelope {
  if (payload.length > PAYLOAD_LIMIT) throw new Error(`envelope.sealBundle: a payload of ${String(payload.length)} bytes`)
  const full = BundleHeader.parse({ ...header, iv: iv.toString('hex'), size: payload.length })
  const json = Buffer.from(JSON.stringify(full))
  if (json.length > HEADER_LIMIT) throw new Error(`envelope.sealBundle: a header of ${String(json.length)} bytes`)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  const head = Buffer.concat([MAGIC, length, json])
  const cipher = createCipheriv(CIPHER, key, iv)
  cipher.setAAD(head)
  const body = Buffer.concat([head, cipher.update(pack(payload)), cipher.final(), cipher.getAuthTag()])
  const signedHash = createHash('sha256').update(body).digest()
  const bytes = Buffer.concat([body, sign(null, Buffer.concat([SIGNED, signedHash]), signingKey)])
  if (bytes.length > BUNDLE_LIMIT) throw new Error(`envelope.sealBundle: a bundle of ${String(bytes.length)} bytes`)
  return { bytes, header: full, headerEnd: head.length, signedHash, hash: createHash('sha256').update(bytes).digest() }
}

/**
 * Reads the header of a bundle and computes its hash; neither signature nor content is looked at.
 *
 * Errors  `damaged`: not the format, or over a limit.
 * Cost    one pass over the bytes.
 */
export function readEnvelope(bytes: Buffer): Result<Envelope, 'damaged'> {
  if (bytes.length < PREFIX + TAG + SIGNATURE || bytes.length > BUNDLE_LIMIT || !bytes.subarray(0, 4).equals(MAGIC)) return err('damaged')
  const headerEnd = PREFIX + bytes.readUInt32LE(4)
  if (headerEnd > PREFIX + HEADER_LIMIT || headerEnd + TAG + SIGNATURE > bytes.length) return err('damaged')
  const header = parseHeader(bytes.subarray(PREFIX, headerEnd))
  if (!header) return err('damaged')
  const signed = createHash('sha256').update(bytes.subarray(0, -SIGNATURE))
  const signedHash = signed.copy().digest()
  return ok({ bytes, header, headerEnd, signedHash, hash: signed.update(bytes.subarray(-SIGNATURE)).digest() })
}

/** Reads the header of a bundle of which only the beginning is there; null when it is not whole, or not the format. */
export function readHeader(beginning: Buffer): BundleHeader | null {
  if (beginning.length < PREFIX || !beginning.subarray(0, 4).equals(MAGIC)) return null
  const headerEnd = PREFIX + beginning.readUInt32LE(4)
  return headerEnd > beginning.length ? null : parseHeader(beginning.subarray(PREFIX, headerEnd))
}

/** Tells whether the holder of this device key has signed the bundle as it is. Edge: a key of another kind gives false. */
export function verifyEnvelope({ bytes, signedHash }: Envelope, publicKey: KeyObject): boolean {
  if (publicKey.asymmetricKeyType !== 'ed25519') return false
  return verify(null, Buffer.concat([SIGNED, signedHash]), publicKey, bytes.subarray(-SIGNATURE))
}

/**
 * Opens the sealed part of a bundle whose signature was verified.
 *
 * Errors  `key`: sealed with another key; `content`: the key fits, and what was sealed is not a packed payload of the size that the header says.
 * Cost    never allocates more than about twice the size in the header, whatever is packed.
 */
export function openEnvelope({ bytes, header, headerEnd }: Envelope, key: Buffer): Result<Buffer, 'key' | 'content'> {
  const tagStart = bytes.length - SIGNATURE - TAG
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(header.iv, 'hex'))
  decipher.setAAD(bytes.subarray(0, headerEnd))
  decipher.setAuthTag(bytes.subarray(tagStart, tagStart + TAG))
  const frame = decipher.update(bytes.subarray(headerEnd, tagStart))
  try {
    decipher.final()
  } catch {
    return err('key')
  }
  const payload = unpack(frame, header.size)
  return payload ? ok(payload) : err('content')
}

function parseHeader(bytes: Buffer): BundleHeader | null {
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
  return BundleHeader.safeParse(json).data ?? null
}
