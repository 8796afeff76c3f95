import { createCipheriv, createHash, createPublicKey, sign } from 'node:crypto'
import { constants, zstdCompressSync } from 'node:zlib'
import { openEnvelope, readEnvelope, sealBundle, verifyEnvelope } from '#service/sync/bundle/envelope.ts'
import { type HeaderToSeal, PAYLOAD_LIMIT } from '#service/sync/bundle/header.ts'
import { peekPayload, readPayload } from '#service/sync/bundle/payload-reader.ts'
import { PayloadWriter } from '#service/sync/bundle/payload-writer.ts'
import { newRowClocks } from '#service/sync/engine/row-clocks.ts'
import type { FieldContent } from '#service/sync/engine/row-record.ts'
import { signingKeyFromSeed } from '#service/sync/identity/device-key.ts'
import type { FuzzInput, FuzzTarget } from './fuzz-target.ts'
import { mutate, type Random, randomBytes, randomOf } from './mutate.ts'

/**
 * Bundles and payloads that somebody made up. Readers: `bundle` mutated bytes as they come from a stranger; `frame` a mutated packed payload, sealed and
 * signed as it should be, behind the size that its header says; `payload` a mutated payload, as a member of the firm could send it.
 */
export const target: FuzzTarget = {
  make(random) {
    const kind = random(20)
    if (kind === 0) return { reader: 'bundle', bytes: mutate(random, oneOf(random, bundles), oneOf(random, bundles)) }
    if (kind === 1) return { reader: 'frame', bytes: mutate(random, oneOf(random, frames), oneOf(random, frames)) }
    return { reader: 'payload', bytes: mutate(random, oneOf(random, payloads), oneOf(random, payloads)) }
  },
  judge({ reader, bytes }: FuzzInput) {
    if (reader === 'payload') judgePayload(bytes)
    else if (reader === 'frame') judgeBundle(sealFrame(bytes))
    else judgeBundle(bytes)
  },
}

// the same key in each run, so that an input can be made again
const privateKey = signingKeyFromSeed(Buffer.alloc(32, 9))
const publicKey = createPublicKey(privateKey)
const iv = Buffer.alloc(12, 1)
const SIZE = 4
const key = Buffer.alloc(32, 5)
const hex16 = 'cd'.repeat(16)
const header: HeaderToSeal = {
  v: 1, firm: hex16, device: hex16, nonce: hex16, site: hex16, scope: 'firm', n: 2, prev: 'ef'.repeat(32), kind: 'changes', start: null, epoch: 1, schema: 7, count: 3,
  from: 10, to: 20, seen: [[hex16, 4]], heads: null,
}
/** More than any reader may hand out of one payload, were it written out. */
const CONTENT = 300 << 20
const RECORDS = 1 << 20

const payloads = makePayloads()
const bundles = payloads.map((payload) => sealBundle(header, payload, key, privateKey, iv).bytes)
const frames = [...payloads, Buffer.alloc(32 << 20), Buffer.alloc(0)].map(frameOf)

function oneOf(random: Random, choices: readonly Buffer[]): Buffer {
  return choices[random(choices.length)] ?? Buffer.alloc(0)
}

function judgeBundle(bytes: Buffer): void {
  const envelope = readEnvelope(bytes)
  if (!envelope.ok) return mustBe(envelope.error, ['damaged'])
  verifyEnvelope(envelope.value, publicKey)
  const opened = openEnvelope(envelope.value, key)
  if (!opened.ok) return mustBe(opened.error, ['key', 'content'])
  if (opened.value.length !== envelope.value.header.size) throw new Error(`a payload of ${String(opened.value.length)} bytes instead of ${String(envelope.value.header.size)}`)
  judgePayload(opened.value)
}

function judgePayload(bytes: Buffer): void {
  const peeked = peekPayload(bytes)
  let count = 0
  let content = 0
  const read = readPayload(bytes, () => 1, (table, { id, mask, clocks, values }) => {
    count++
    if (table < 1 || id.length !== 16 || values.length !== 31 || mask < 0 || mask > 0xffff_ffff) throw new Error(`a record that cannot be: table ${String(table)}, mask ${String(mask)}`)
    for (const h of clocks.h) if (!Number.isSafeInteger(h) || h < 0) throw new Error(`a clock of ${String(h)}`)
    for (const value of values) content += sizeOf(value)
  })
  if (count > RECORDS || content > CONTENT) throw new Error(`${String(count)} records with ${String(content)} bytes`)
  if (!read.ok) return mustBe(read.error, ['content'])
  if (read.value !== count || !peeked.ok || peeked.value.count !== count) throw new Error(`${String(count)} records instead of ${String(read.value)}`)
}

function mustBe(reason: string, reasons: readonly string[]): void {
  if (!reasons.includes(reason)) throw new Error(`the reason ${reason}`)
}

function sizeOf(value: FieldContent): number {
  return value === null ? 0 : typeof value === 'number' ? 8 : value.length
}

/** Seals and signs what an honest writer would never pack. */
function sealFrame(sizeAndFrame: Buffer): Buffer {
  const size = sizeAndFrame.length < SIZE ? 0 : sizeAndFrame.readUInt32LE() % (PAYLOAD_LIMIT + 1)
  const frame = sizeAndFrame.subarray(SIZE)
  const json = Buffer.from(JSON.stringify({ ...header, iv: iv.toString('hex'), size }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  const head = Buffer.concat([Buffer.from('TRB1'), length, json])
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(head)
  const body = Buffer.concat([head, cipher.update(frame), cipher.final(), cipher.getAuthTag()])
  return Buffer.concat([body, sign(null, Buffer.concat([Buffer.from('tributary-bundle-1\0'), createHash('sha256').update(body).digest()]), privateKey)])
}

function frameOf(payload: Buffer): Buffer {
  const packed = zstdCompressSync(payload, { params: { [constants.ZSTD_c_compressionLevel]: 9 } })
  const frame = Buffer.alloc(SIZE + Math.ceil((4 + packed.length) / 4096) * 4096)
  frame.writeUInt32LE(payload.length)
  frame.writeUInt32LE(packed.length, SIZE)
  packed.copy(frame, SIZE + 4)
  return frame
}

/** Payloads that together use every form of every column. */
function makePayloads(): Buffer[] {
  return [0, 1, 2, 10, 200].map((rows) => {
    const random = randomOf(rows + 1)
    const writer = new PayloadWriter((alias) => Buffer.alloc(16, alias))
    for (let n = 0; n < rows; n++) {
      const clocks = newRowClocks()
      const mask = random(3) === 0 ? 0xffff_ffff : 1 << random(32)
      for (let slot = 0; slot < 32; slot++) {
        clocks.h[slot] = 1e15 + n * 4096 + (random(4) === 0 ? random(9) : 0)
        clocks.s[slot] = 1 + (random(4) === 0 ? random(3) : 0)
      }
      const values = Array.from({ length: 31 }, (_, slot) => contentOf(random, slot))
      const id = Buffer.concat([Buffer.from([0, 0, 0, 0, n >> 8, n]), randomBytes(random, 10)])
      writer.add(1 + random(3), { id, mask: mask >>> 0, isAlive: random(9) > 0, isNew: mask < 0, clocks, values })
    }
    return writer.take()
  })
}

function contentOf(random: Random, slot: number): FieldContent {
  switch (slot % 10) {
    case 0: return random(5) === 0 ? null : random(1000)
    case 1: return random(100_000) / 100
    case 2: return ['lead', 'active', '流失'][random(3)] ?? ''
    case 3: return `note ${String(random(1e9))}`
    case 4: return Buffer.alloc(16, random(5))
    case 5: return randomBytes(random, random(20))
    case 6: return random(2) === 0 ? '\ud83d' : '客户'
    case 7: return Math.sqrt(random(1000) + 0.5)
    case 8: return (random(2) - 1) * 2 ** 52 + random(9)
    default: return [null, 1, 'x', 0.5, Buffer.alloc(3), Buffer.alloc(16)][random(6)] ?? null
  }
}
