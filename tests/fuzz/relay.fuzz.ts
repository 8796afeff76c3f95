import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock } from '#service/ports/clock.ts'
import type { Logger } from '#service/ports/logger.ts'
import { HUB_QUOTA } from '#service/sync/hub/hub.ts'
import { migrateHub } from '#service/sync/hub/hub-schema.ts'
import { createHubSessions } from '#service/sync/hub/hub-sessions.ts'
import { createHubStore } from '#service/sync/hub/hub-store.ts'
import { openSqliteDatabase } from '#service/sync/hub/sqlite-database.ts'
import { tokenHash } from '#service/sync/relay/introduce.ts'
import { makeNonce } from '#service/sync/relay/nonce.ts'
import { createRelayHandler } from '#service/sync/relay/relay-handler.ts'
import { RELAY_LIMITS } from '#service/sync/relay/relay-limits.ts'
import { createRelayServer } from '#service/sync/relay/relay-server.ts'
import { makeRelayFirm } from '../helpers/relay-firm.ts'
import type { FuzzInput, FuzzTarget } from './fuzz-target.ts'
import { mutate, type Random, randomBytes } from './mutate.ts'

/**
 * What a stranger, or a device of another firm, can send to a relay. Readers: `wire` bytes on a socket; `body` a changed body behind a head that fits it, so that it is
 * read. Whatever comes, the relay answers in the protocol's words, ends the connection, never fails inside and says nothing of the other firm.
 */
export const target: FuzzTarget<Promise<void>> = {
  make(random) {
    const sample = oneOf(random, SAMPLES)
    const other = oneOf(random, SAMPLES)
    if (random(3) > 0) return { reader: 'body', bytes: Buffer.concat([Buffer.from(sample.head), MARK, mutate(random, sample.body, other.body)]) }
    if (random(20) === 0) return { reader: 'wire', bytes: randomBytes(random, random(500)) }
    return { reader: 'wire', bytes: mutate(random, wireOf(sample.head, sample.body), wireOf(other.head, other.body)) }
  },
  async judge({ reader, bytes }: FuzzInput) {
    started ??= start()
    const { port, faults, nonce } = await started
    const at = bytes.indexOf(MARK)
    const sent = reader === 'body' && at >= 0 ? wireOf(bytes.toString('latin1', 0, at), bytes.subarray(at + MARK.length)) : bytes
    const said = await exchange(port, replaceAll(sent, NONCE, nonce()))
    const fault = faults.pop()
    if (fault !== undefined) throw new Error('the relay failed', { cause: fault })
    if (SECRETS.some((secret) => said.includes(secret))) throw new Error('the relay told of another firm')
    for (const [, status = ''] of said.matchAll(/HTTP\/1\.1 (\d{3}) /g)) if (!ANSWERS.has(status)) throw new Error(`the relay answered ${status}`)
  },
}

const NOW = Date.UTC(2026, 10, 1)
const TOKEN = 'T'.repeat(43)
const NONCE = 'ab'.repeat(16)
const MARK = Buffer.from('\u0000body\u0000')
const ANSWERS = new Set(['100', '200', '201', '206', '400', '401', '403', '404', '408', '409', '413', '416', '417', '429', '431'])
/** A relay that says nothing for so long has lost the request. */
const SILENCE = 5000

const firm = makeRelayFirm({ random: seeded('ours'), now: NOW })
const device = firm.join()
const others = makeRelayFirm({ random: seeded('theirs'), now: NOW })
const secret = others.admin.bundle({ n: 1 })
const SECRETS = [secret.site, others.tag, others.admin.name, secret.bytes.subarray(-64).toString('latin1')]
const bundle = device.bundle({ n: 1 })
const place = `/v1/chains/${bundle.site}/firm/1`

interface Sample {
  /** Without a length. */
  readonly head: string
  readonly body: Buffer
}

const SAMPLES: readonly Sample[] = [
  sample('GET', '/v1/nonce'),
  sample('POST', '/v1/hello', device.hello('http://127.0.0.1', NONCE)),
  sample('GET', '/v1/chains'),
  sample('GET', `/v1/wait?since=0`),
  sample('GET', place, null, 'Range: bytes=10-20\r\n'),
  sample('PUT', place, bundle.bytes),
  sample('PUT', `/v1/chains/${bundle.site}/firm/2`, device.bundle({ n: 2 }).bytes, 'Expect: 100-continue\r\n'),
  sample('PUT', `/v1/chains/${secret.site}/firm/1`, Buffer.alloc(100)),
  sample('GET', `/v1/chains/${secret.site}/firm/1`),
  sample('DELETE', `/v1/chains/${bundle.site}/firm?before=2`),
  sample('DELETE', `/v1/chains/${secret.site}/firm?before=2`),
  sample('POST', '/v1/devices', { chain: firm.admin.chain }),
  sample('POST', '/v1/revocations', { chain: device.chain, device: firm.admin.name, signature: Buffer.alloc(64).toString('base64') }),
]

function sample(method: string, path: string, body: unknown = null, more = ''): Sample {
  const bytes = body === null ? Buffer.alloc(0) : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
  return { head: `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${TOKEN}\r\n${more}`, body: bytes }
}

function wireOf(head: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${head}Content-Length: ${String(body.length)}\r\n\r\n`, 'latin1'), body])
}

function oneOf(random: Random, samples: readonly Sample[]): Sample {
  return samples[random(samples.length)] ?? sample('GET', '/')
}

function replaceAll(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1')
}

/** The same bytes in each run, so that an input can be made again. */
function seeded(name: string): (size: number) => Buffer {
  let count = 0
  return (size) => createHash('shake256', { outputLength: size }).update(`${name} ${String(count++)}`).digest()
}

interface Running {
  readonly port: number
  /** What went wrong inside. */
  readonly faults: unknown[]
  nonce(): string
}

let started: Promise<Running> | null = null

/** One relay with a firm of ours and another one, for all inputs of a run. */
async function start(): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-relay-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const db = openSqliteDatabase(join(folder, 'hub.db'))
  await migrateHub(db, folder)
  const clock = fixedClock(NOW)
  const store = createHubStore(db, HUB_QUOTA, clock)
  const sessions = createHubSessions(db)
  for (const { tag, root, who } of [{ ...firm, who: device }, { ...others, who: others.admin }]) {
    const { publicKey } = who.key
    await store.admit({ firm: tag, device: who.name, rootKey: root.publicKey, publicKey, chain: who.chain, holders: [who.name] })
  }
  const { site, scope, n, bytes } = secret
  await store.put(others.tag, { site, scope, n, bytes, device: others.admin.name, hash: createHash('sha256').update(bytes).digest() })
  await sessions.addToken(tokenHash(TOKEN), { firm: firm.tag, device: device.name }, NOW + 3_600_000)
  const nonceSecret = await sessions.nonceSecret()
  const faults: unknown[] = []
  const logger: Logger = { info: () => undefined, warn: () => undefined, error: (_event, cause) => void faults.push(cause) }
  const unlimited = 1_000_000_000
  const limits = { ...RELAY_LIMITS, perMinute: unlimited, bytesPerMinute: unlimited * 1000, strangerPerMinute: unlimited, waitMs: 10, headersMs: 300, graceMs: 200, slowestLine: unlimited }
  const policy = { admits: () => true, mayRead: () => true, mayWrite: () => true }
  const handler = createRelayHandler({ store, sessions, policy, limits, clock, logger, hosts: null })
  const server = createRelayServer(handler, limits, null).unref()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, faults, nonce: () => makeNonce(nonceSecret, NOW) }
}

/** Sends bytes, then nothing more, and gives what comes until the relay ends the connection. */
function exchange(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
    socket.setTimeout(SILENCE, () => socket.destroy(new Error('the relay does not end the connection')))
    socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')))
    socket.on('error', (cause: NodeJS.ErrnoException) => {
      // cut while we were still sending: that is an answer, too
      if (cause.code === 'ECONNRESET' || cause.code === 'EPIPE') resolve(said)
      else reject(cause)
    })
    socket.on('close', () => resolve(said))
  })
}
