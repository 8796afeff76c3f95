import { type Agent, Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { z } from 'zod'
import { readEnvelope } from '../bundle/envelope.ts'
import { BUNDLE_LIMIT } from '../bundle/header.ts'
import type { Certificate } from '../identity/certificate.ts'
import { isScope } from '../identity/scope.ts'
import { hexOf } from '../identity/wire.ts'
import type { Clock } from '../../ports/clock.ts'
import { checkBundleName } from '../ways/chain-name.ts'
import { type ChainName, type SealedBundle, type Way, WayProblem } from '../ways/way.ts'
import type { RelayReply } from './relay-request.ts'
import { jsonOf, openRelaySession, reasonOf, type RelayIdentity, type RelaySession } from './relay-session.ts'
import { revocationBytes, signWith } from './statements.ts'
import { firmTagOf } from '../identity/firm-tag.ts'

export interface RelayWayOptions {
  /** `http://host:port` or `https://…`, with a path when a proxy serves it below one. */
  readonly address: string
  readonly identity: RelayIdentity
  readonly clock: Pick<Clock, 'now'>
  /** Sockets of another kind, e.g. TLS with a pinned key; the way closes it. */
  readonly agent?: Agent
  /** The certificates of another device (hex), with which the relay can check its bundles; null when we have none. */
  readonly chainOf?: (device: string) => readonly Certificate[] | null
  /** How long the relay may say nothing, in ms. */
  readonly silenceMs?: number
}

/** A way through a relay: a hub, or a copy that listens. */
export interface RelayWay extends Way {
  /**
   * Tells the relay that a device was revoked; we have to be an admin of everything.
   *
   * Errors  `WayProblem`; `forbidden` when the relay does not take our word.
   */
  revoke(device: string, signal: AbortSignal): Promise<void>
}

const Listing = z.array(
  z.object({
    site: hexOf(16),
    scope: z.string().refine(isScope),
    from: z.int().min(1),
    to: z.int().min(1),
  }),
)
const CursorReply = z.object({ cursor: z.string().max(200) })

const LIST_LIMIT = 64 * 1024 * 1024
/** A wait of 25 s and the way back. */
const WAIT_SILENCE = 45_000
/** How often a download is taken up again without a byte of progress. */
const TRIES = 3

/** Opens a way through a relay. Nothing is sent before the first call. */
export function openRelayWay({ address, identity, clock, agent, chainOf = () => null, silenceMs }: RelayWayOptions): RelayWay {
  const sockets = agent ?? (address.startsWith('https:') ? new HttpsAgent(KEPT) : new HttpAgent(KEPT))
  const session = openRelaySession({ address, agent: sockets, identity, clock, ...(silenceMs === undefined ? {} : { silenceMs }) })
  let cursor: string | null = null

  return {
    name: address,
    get offsetMs() {
      return session.offsetMs
    },
    async list(signal) {
      // first, so that what comes while we list wakes `changed`
      cursor ??= await readCursor(session, null, signal)
      const reply = await session.ask({ method: 'GET', path: 'chains', limit: LIST_LIMIT }, signal)
      return expectJson(session, reply, Listing)
    },
    async get(chain, n, signal) {
      checkBundleName(address, chain, n)
      return download(session, placeOf(chain, n), signal)
    },
    async put(bundle, signal) {
      checkBundleName(address, bundle, bundle.n)
      const reply = await upload(session, bundle, signal)
      if (reply.status !== 403 || reasonOf(reply) !== 'unknown-device') return putOutcome(session, reply)
      if (!(await introduceAuthor(session, bundle, chainOf, signal))) throw session.problem(reply)
      return putOutcome(session, await upload(session, bundle, signal))
    },
    async prune(chain, before, signal) {
      checkBundleName(address, chain, before)
      const { site, scope } = chain
      const reply = await session.ask({ method: 'DELETE', path: `chains/${site}/${scope}?before=${String(before)}` }, signal)
      // 404: nothing of ours is there, so nothing has to go
      if (reply.status !== 200 && reply.status !== 404) throw session.problem(reply)
    },
    async changed(signal) {
      cursor = await readCursor(session, cursor, signal)
    },
    async revoke(device, signal) {
      const firm = firmTagOf(identity.rootKey).toString('hex')
      const signature = signWith(identity, revocationBytes(firm, device)).toString('base64')
      const reply = await session.ask(jsonRequest('revocations', { chain: identity.chain(), device, signature }), signal)
      if (reply.status !== 200) throw session.problem(reply)
    },
    close() {
      session.close()
      return Promise.resolve()
    },
  }
}

const KEPT = { keepAlive: true, maxSockets: 8 }

function placeOf({ site, scope }: ChainName, n: number): string {
  return `chains/${site}/${scope}/${String(n)}`
}

function jsonRequest(path: string, value: unknown) {
  return { method: 'POST', path, headers: { 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) } as const
}

function expectJson<T>(session: RelaySession, reply: RelayReply, shape: z.ZodType<T>): T {
  if (reply.status !== 200) throw session.problem(reply)
  if (!reply.isWhole) throw new WayProblem('unreachable', session.name)
  const parsed = shape.safeParse(jsonOf(reply))
  if (!parsed.success) throw new WayProblem('broken', session.name, { cause: parsed.error })
  return parsed.data
}

async function readCursor(session: RelaySession, since: string | null, signal: AbortSignal): Promise<string> {
  const path = since === null ? 'wait' : `wait?since=${encodeURIComponent(since)}`
  const reply = await session.ask({ method: 'GET', path, silenceMs: WAIT_SILENCE }, signal)
  return expectJson(session, reply, CursorReply).cursor
}

/** Downloads a bundle and takes a cut download up where it ended. */
async function download(session: RelaySession, path: string, signal: AbortSignal): Promise<Buffer | null> {
  let parts: Buffer[] = []
  let have = 0
  for (let failures = 0; failures < TRIES;) {
    const reply = await session.ask({ method: 'GET', path, limit: BUNDLE_LIMIT, ...(have > 0 ? { headers: { Range: `bytes=${String(have)}-` } } : {}) }, signal)
    if (reply.status === 404) return null
    const continues = reply.status === 206 && (reply.headers['content-range'] ?? '').startsWith(`bytes ${String(have)}-`)
    if (!continues && reply.status !== 200) throw session.problem(reply)
    if (!continues) {
      parts = []
      have = 0
    }
    parts.push(reply.body)
    have += reply.body.length
    if (have > BUNDLE_LIMIT) throw new WayProblem('broken', session.name)
    if (reply.isWhole) return Buffer.concat(parts)
    failures = continues && reply.body.length > 0 ? 0 : failures + 1
  }
  throw new WayProblem('unreachable', session.name)
}

function upload(session: RelaySession, bundle: SealedBundle, signal: AbortSignal): Promise<RelayReply> {
  const headers = { 'Content-Type': 'application/octet-stream' }
  return session.ask({ method: 'PUT', path: placeOf(bundle, bundle.n), headers, body: bundle.bytes }, signal)
}

function putOutcome(session: RelaySession, reply: RelayReply): 'new' | 'known' {
  if (reply.status === 201) return 'new'
  if (reply.status === 200) return 'known'
  throw session.problem(reply)
}

/** Shows the relay the certificates of a bundle's author. */
async function introduceAuthor(session: RelaySession, { bytes }: SealedBundle, chainOf: NonNullable<RelayWayOptions['chainOf']>, signal: AbortSignal): Promise<boolean> {
  const envelope = readEnvelope(bytes)
  const chain = envelope.ok ? chainOf(envelope.value.header.device) : null
  if (!chain) return false
  const reply = await session.ask(jsonRequest('devices', { chain }), signal)
  return reply.status === 200
}
