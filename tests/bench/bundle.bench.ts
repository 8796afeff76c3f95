import { createPublicKey } from 'node:crypto'
import { type Envelope, openEnvelope, readEnvelope, sealBundle, verifyEnvelope } from '#service/sync/bundle/envelope.ts'
import { pack, unpack } from '#service/sync/bundle/frame.ts'
import type { HeaderToSeal } from '#service/sync/bundle/header.ts'
import { readPayload } from '#service/sync/bundle/payload-reader.ts'
import { PayloadWriter } from '#service/sync/bundle/payload-writer.ts'
import { signingKeyFromSeed } from '#service/sync/identity/device-key.ts'
import { makeBundleWork, type SiteWork } from './bundle-workload.ts'
import { median, printFigure } from './figure.ts'

/**
 * 200,000 field changes of 20 sites as one bundle of each: how many bytes travel, and how fast bundles are written and read, beside the same records as JSON that is packed in the same way.
 * Times are those of the processor (all threads of the process), which other work of the machine changes little.
 */
const SHAPE = { sites: 20, sharedRows: 5_000, newRows: 500, edits: 4_000 }
const CHANGES = SHAPE.sites * (SHAPE.newRows * 12 + SHAPE.edits)
const RUNS = 9
const TABLE = 7

const key = Buffer.alloc(32, 1)
const signing = signingKeyFromSeed(Buffer.alloc(32, 2))
const publicKey = createPublicKey(signing)
const hex16 = 'ab'.repeat(16)
const header: HeaderToSeal = {
  v: 1, firm: hex16, device: hex16, nonce: hex16, site: hex16, scope: 'firm', n: 2, prev: 'ab'.repeat(32), kind: 'changes', start: null, epoch: 1, schema: 7, count: 0,
  from: 1, to: 2, seen: [], heads: null,
}
const work = makeBundleWork(SHAPE)

const writePayload = ({ records }: SiteWork): Buffer => {
  const writer = new PayloadWriter((alias) => Buffer.alloc(16, alias))
  for (const record of records) writer.add(TABLE, record)
  return writer.take()
}

function readAll(payloads: readonly Buffer[]): void {
  let count = 0
  for (const payload of payloads) {
    const read = readPayload(payload, (site) => site[0] ?? 0, () => count++)
    if (!read.ok) throw new Error('bundle.bench: a payload that cannot be read')
  }
}

function openAll(bundles: readonly Buffer[]): Buffer[] {
  return bundles.map((bytes) => {
    const envelope = readEnvelope(bytes)
    if (!envelope.ok || !verifyEnvelope(envelope.value, publicKey)) throw new Error('bundle.bench: a bundle that does not verify')
    const payload = openEnvelope(envelope.value, key)
    if (!payload.ok) throw new Error('bundle.bench: a bundle that does not open')
    return payload.value
  })
}

/** A record as somebody would write it down without thinking: the slots that it states, with clock and value. */
const toJson = ({ records }: SiteWork): Buffer => {
  const plain = records.map(({ id, mask, isAlive, isNew, clocks: { h, s }, values }) => {
    const slots: unknown[] = []
    for (let slot = 0; slot < 32; slot++) if ((mask & (1 << slot)) !== 0) slots.push([slot, h[slot], s[slot], values[slot] ?? null])
    return { table: TABLE, id: Buffer.from(id).toString('hex'), isAlive, isNew, slots }
  })
  return Buffer.from(JSON.stringify(plain))
}

/** Gives the milliseconds of processor time that `work` takes. */
function timed(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const ms = { write: [] as number[], seal: [] as number[], open: [] as number[], read: [] as number[], jsonWrite: [] as number[], jsonRead: [] as number[] }
let sealed: Envelope[] = []
let jsonBytes = 0
for (let run = 0; run < RUNS; run++) {
  let payloads: Buffer[] = []
  ms.write.push(timed(() => (payloads = work.map(writePayload))))
  ms.seal.push(timed(() => (sealed = payloads.map((payload) => sealBundle(header, payload, key, signing)))))
  const bundles = sealed.map(({ bytes }) => bytes)
  ms.open.push(timed(() => (payloads = openAll(bundles))))
  ms.read.push(timed(() => readAll(payloads)))
  let json: { readonly size: number; readonly frame: Buffer }[] = []
  ms.jsonWrite.push(
    timed(() => {
      json = work.map((site) => {
        const text = toJson(site)
        return { size: text.length, frame: pack(text) }
      })
    }),
  )
  jsonBytes = json.reduce((sum, { frame }) => sum + frame.length, 0)
  ms.jsonRead.push(timed(() => json.forEach(({ size, frame }) => JSON.parse(unpack(frame, size)?.toString('utf8') ?? ''))))
}

const rate = (...parts: readonly (readonly number[])[]): number => (CHANGES / parts.reduce((sum, part) => sum + median(part), 0)) * 1000
const wire = sealed.reduce((sum, { bytes }) => sum + bytes.length, 0)
printFigure({ name: 'bundles W1: bytes that travel for each field change', value: wire / CHANGES, unit: 'bytes', goal: 10, note: `${String(CHANGES)} changes in ${String(SHAPE.sites)} bundles; as JSON with zstd ${(jsonBytes / CHANGES).toPrecision(3)} bytes` })
printFigure({ name: 'bundles W1: write and seal', value: rate(ms.write, ms.seal), unit: 'changes/s', note: `processor time, on a busy machine; of it packing and sealing ${median(ms.seal).toFixed(0)} ms; JSON with zstd ${rate(ms.jsonWrite).toFixed(0)} changes/s` })
printFigure({ name: 'bundles W1: verify, open and read', value: rate(ms.open, ms.read), unit: 'changes/s', note: `processor time, on a busy machine; JSON with zstd, neither verified nor decrypted ${rate(ms.jsonRead).toFixed(0)} changes/s` })
printFigure({ name: 'bundles W1: read the records of all payloads', value: median(ms.read), unit: 'ms', goal: 80, note: `processor time, on a busy machine; the first time, before the engine has compiled anything, ${(ms.read[0] ?? 0).toFixed(0)} ms` })
