import { createCipheriv, createHash, generateKeyPairSync, sign } from 'node:crypto'
import { zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Envelope, openEnvelope, readEnvelope, sealBundle, verifyEnvelope } from './envelope.ts'
import { BUNDLE_LIMIT, type HeaderToSeal, PAYLOAD_LIMIT } from './header.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519')
const key = Buffer.alloc(32, 7)
const hex = (bytes: number): string => 'ab'.repeat(bytes)
const header: HeaderToSeal = {
  v: 1, firm: hex(16), device: hex(16), nonce: hex(16), site: hex(16), scope: 'firm', n: 1, prev: null, kind: 'changes', start: null, epoch: 1, schema: 7, count: 0,
  from: 0, to: 0, seen: [[hex(16), 5]], heads: null,
}
const payload = Buffer.from('what is said '.repeat(2_000))

function read(bytes: Buffer): Envelope {
  const envelope = readEnvelope(bytes)
  if (!envelope.ok) throw new Error(envelope.error)
  return envelope.value
}

/** Seals a frame that no writer of ours would make. */
function sealFrame(frame: Buffer, size: number, change: (json: object) => object = (json) => json): Buffer {
  const iv = Buffer.alloc(12, 1)
  const json = Buffer.from(JSON.stringify(change({ ...header, iv: iv.toString('hex'), size })))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  const head = Buffer.concat([Buffer.from('TRB1'), length, json])
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(head)
  const body = Buffer.concat([head, cipher.update(frame), cipher.final(), cipher.getAuthTag()])
  return Buffer.concat([body, sign(null, Buffer.concat([Buffer.from('tributary-bundle-1\0'), createHash('sha256').update(body).digest()]), privateKey)])
}

function frameOf(packed: Buffer, padding = 4096): Buffer {
  const frame = Buffer.alloc(Math.ceil((4 + packed.length) / padding) * padding)
  frame.writeUInt32LE(packed.length)
  packed.copy(frame, 4)
  return frame
}

describe('sealBundle', () => {
  it('gives a bundle that opens with its key and verifies with the key of its device', () => {
    const sealed = sealBundle(header, payload, key, privateKey)
    const envelope = read(sealed.bytes)
    expect(envelope).toEqual(sealed)
    expect(envelope.header).toMatchObject({ ...header, size: payload.length })
    expect(envelope.hash).toEqual(createHash('sha256').update(sealed.bytes).digest())
    expect(verifyEnvelope(envelope, publicKey)).toBe(true)
    expect(verifyEnvelope(envelope, other.publicKey)).toBe(false)
    expect(openEnvelope(envelope, key)).toEqual({ ok: true, value: payload })
    expect(openEnvelope(envelope, Buffer.alloc(32, 8))).toEqual({ ok: false, error: 'key' })
  })

  it('hides the size of the payload in steps of 4 KiB', () => {
    const sizes = [0, 1, 100, 3_000].map((size) => sealBundle(header, Buffer.alloc(size, 'x'), key, privateKey).bytes.length - JSON.stringify(header).length)
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(10)
    expect(openEnvelope(sealBundle(header, Buffer.alloc(0), key, privateKey), key)).toEqual({ ok: true, value: Buffer.alloc(0) })
  })

  it('refuses what readers would refuse', () => {
    expect(() => sealBundle({ ...header, scope: 'everybody' as 'firm' }, payload, key, privateKey)).toThrow('scope')
    expect(() => sealBundle(header, Buffer.alloc(PAYLOAD_LIMIT + 1), key, privateKey)).toThrow('payload')
  })
})

describe('readEnvelope', () => {
  it('calls damaged what is no bundle', () => {
    const { bytes } = sealBundle(header, payload, key, privateKey)
    for (const size of [0, 4, 8, 100, 300]) expect(readEnvelope(bytes.subarray(0, size))).toEqual({ ok: false, error: 'damaged' })
    const longHeader = Buffer.from(bytes)
    longHeader.writeUInt32LE(0xffff_fff0, 4)
    expect(readEnvelope(longHeader)).toEqual({ ok: false, error: 'damaged' })
    expect(readEnvelope(Buffer.concat([bytes, Buffer.alloc(BUNDLE_LIMIT)]))).toEqual({ ok: false, error: 'damaged' })
  })

  it('refuses unknown and missing members of the header', () => {
    const frame = frameOf(zstdCompressSync(payload))
    expect(readEnvelope(sealFrame(frame, payload.length)).ok).toBe(true)
    expect(readEnvelope(sealFrame(frame, payload.length, (json) => ({ ...json, more: 1 })))).toEqual({ ok: false, error: 'damaged' })
    expect(readEnvelope(sealFrame(frame, payload.length, (json) => ({ ...json, n: 0 })))).toEqual({ ok: false, error: 'damaged' })
    expect(readEnvelope(sealFrame(frame, payload.length, (json) => ({ ...json, seen: undefined })))).toEqual({ ok: false, error: 'damaged' })
    expect(readEnvelope(sealFrame(frame, PAYLOAD_LIMIT + 1))).toEqual({ ok: false, error: 'damaged' })
  })
})

describe('verifyEnvelope', () => {
  it('fails whatever byte was changed', () => {
    const { bytes } = sealBundle(header, payload, key, privateKey)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ change
        const envelope = readEnvelope(changed)
        expect(envelope.ok && verifyEnvelope(envelope.value, publicKey)).toBe(false)
      }),
    )
  })

  it('fails with a key of another kind', () => {
    expect(verifyEnvelope(sealBundle(header, payload, key, privateKey), generateKeyPairSync('x25519').publicKey)).toBe(false)
  })
})

describe('openEnvelope', () => {
  const packed = zstdCompressSync(payload)
  it.each<[string, Buffer, number]>([
    ['no frame', Buffer.alloc(0), 0],
    ['a frame that is not padded', frameOf(packed, 1), payload.length],
    ['more padding than needed', Buffer.concat([frameOf(packed), Buffer.alloc(4096)]), payload.length],
    ['padding that says something', Buffer.concat([frameOf(packed).subarray(0, -1), Buffer.from([1])]), payload.length],
    ['a length beyond the frame', Buffer.alloc(4096, 255), payload.length],
    ['no zstd', frameOf(Buffer.alloc(2_000, 'x')), payload.length],
    ['a cut frame', frameOf(packed.subarray(0, -1)), payload.length],
    ['something behind the frame', frameOf(Buffer.concat([packed, packed])), payload.length],
    ['less than the header says', frameOf(packed), payload.length + 1],
    ['more than the header says', frameOf(packed), payload.length - 1],
    ['something where the header says nothing', frameOf(packed), 0],
  ])('calls content %s', (_, frame, size) => {
    const envelope = read(sealFrame(frame, size))
    expect(verifyEnvelope(envelope, publicKey)).toBe(true)
    expect(openEnvelope(envelope, key)).toEqual({ ok: false, error: 'content' })
  })

  it('unpacks a bomb no further than the header says', () => {
    const bomb = zstdCompressSync(Buffer.alloc(256 << 20))
    const before = process.memoryUsage().arrayBuffers
    expect(openEnvelope(read(sealFrame(frameOf(bomb), 1_000_000)), key)).toEqual({ ok: false, error: 'content' })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20)
  })
})
