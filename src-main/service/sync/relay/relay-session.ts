import type { Agent } from 'node:http'
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../../ports/clock.ts'
import type { Certificate } from '../identity/certificate.ts'
import { firmTagOf } from '../identity/firm-tag.ts'
import { hexOf } from '../identity/wire.ts'
import { WayProblem } from '../ways/way.ts'
import { askRelay, type RelayReply, type RelayRequest, type RelayTarget } from './relay-request.ts'
import { helloBytes, signWith } from './statements.ts'

/** Who we are to a relay. */
export interface RelayIdentity {
  /** Raw key of the firm's root. */
  readonly rootKey: Buffer
  /** The device's key. */
  readonly signing: KeyObject
  /** The device's certificates as they stand now: they are renewed while a way is open. */
  chain(): readonly Certificate[]
}

export interface RelaySessionOptions {
  readonly address: string
  /** Over which sockets, e.g. with pinned TLS; it has to fit the protocol of the address. */
  readonly agent: Agent
  readonly identity: RelayIdentity
  readonly clock: Pick<Clock, 'now'>
  /** How long the relay may say nothing, in ms. */
  readonly silenceMs?: number
}

const NonceReply = z.object({ nonce: hexOf(16), now: z.number() })
const HelloReply = z.object({ token: z.string().min(1).max(200), now: z.number() })
const ErrorReply = z.object({ error: z.string().max(100) })

const SILENCE = 20_000
/** What certificates put up with. */
const CLOCKS_APART_MS = 86_400_000
const SMALL = 1024 * 1024

/** Talks to one relay as one device: says hello when that is needed and turns failures into `WayProblem`. */
export interface RelaySession {
  readonly name: string
  readonly offsetMs: number | null
  /** Sends a request with a token. Errors: `WayProblem` `unreachable`, `unauthorized`, `clock`, `busy`, `broken`; other answers are the caller's to read. */
  ask(request: Omit<RelayRequest, 'silenceMs' | 'limit'> & { readonly silenceMs?: number; readonly limit?: number }, signal: AbortSignal): Promise<RelayReply>
  /** The `WayProblem` that an answer means which nobody expected. */
  problem(reply: RelayReply): WayProblem
  close(): void
}

export function openRelaySession({ address, agent, identity, clock, silenceMs = SILENCE }: RelaySessionOptions): RelaySession {
  const base = new URL(address.endsWith('/') ? address : `${address}/`)
  const target: RelayTarget = { base, agent }
  const closed = new AbortController()
  let token: string | null = null
  let greeting: Promise<string> | null = null
  let offsetMs: number | null = null

  return {
    name: address,
    get offsetMs() {
      return offsetMs
    },
    async ask(request, signal) {
      const first = await askWith(request, token ?? (await greet(signal)), signal)
      if (first.status !== 401) return checked(first)
      const second = await askWith(request, await greet(signal), signal)
      if (second.status === 401) throw problem(second)
      return checked(second)
    },
    problem,
    close() {
      closed.abort(new Error('closed'))
      agent.destroy()
    },
  }

  function askWith(request: Parameters<RelaySession['ask']>[0], bearer: string, signal: AbortSignal): Promise<RelayReply> {
    const headers = { ...request.headers, Authorization: `Bearer ${bearer}` }
    return reach({ silenceMs, limit: SMALL, ...request, headers }, AbortSignal.any([signal, closed.signal]))
  }

  /** Calls that come meanwhile share one hello; none of them can break it off for the others. */
  async function greet(signal: AbortSignal): Promise<string> {
    if (greeting === null) {
      greeting = hello().finally(() => (greeting = null))
      // when everybody who waited for it has left, nobody is there to hear that it failed
      greeting.catch(() => undefined)
    }
    const gone = Promise.withResolvers<never>()
    const leave = (): void => gone.reject(signal.reason as Error)
    signal.addEventListener('abort', leave)
    try {
      signal.throwIfAborted()
      return await Promise.race([greeting, gone.promise])
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  async function hello(): Promise<string> {
    token = null
    const askedAt = clock.now()
    const nonceReply = await reach({ method: 'GET', path: 'nonce', silenceMs, limit: SMALL }, closed.signal)
    const answeredAt = clock.now()
    const { nonce, now } = parse(NonceReply, checked(nonceReply))
    const firm = firmTagOf(identity.rootKey).toString('hex')
    const said = helloBytes({ firm, host: base.hostname, at: answeredAt, nonce })
    const body = JSON.stringify({
      rootKey: identity.rootKey.toString('hex'),
      chain: identity.chain(),
      at: answeredAt,
      nonce,
      signature: signWith(identity, said).toString('base64'),
    })
    const reply = await reach(
      { method: 'POST', path: 'hello', headers: { 'Content-Type': 'application/json' }, body: Buffer.from(body), silenceMs, limit: SMALL },
      closed.signal,
    )
    offsetMs = Math.round(now - (askedAt + answeredAt) / 2)
    if (reply.status === 401 || reply.status === 403) {
      // by a clock that is far off no certificate is good
      const isByClock = reply.status === 401 && Math.abs(offsetMs) > CLOCKS_APART_MS
      throw new WayProblem(isByClock ? 'clock' : 'unauthorized', address, { cause: new Error(reasonOf(reply)) })
    }
    const { token: given } = parse(HelloReply, checked(reply))
    token = given
    return given
  }

  async function reach(request: RelayRequest, signal: AbortSignal): Promise<RelayReply> {
    try {
      return await askRelay(target, request, signal)
    } catch (cause) {
      if (signal.aborted && !closed.signal.aborted) throw signal.reason
      throw new WayProblem('unreachable', address, { cause })
    }
  }

  function checked(reply: RelayReply): RelayReply {
    if (reply.status === 429 || reply.status >= 500) throw problem(reply)
    return reply
  }

  function problem(reply: RelayReply): WayProblem {
    const retryAfter = Number(reply.headers['retry-after'])
    const retryAfterMs = Number.isFinite(retryAfter) && retryAfter > 0 ? Math.min(retryAfter, 3600) * 1000 : null
    const options = { cause: new Error(`${String(reply.status)} ${reasonOf(reply)}`), ...(retryAfterMs === null ? {} : { retryAfterMs }) }
    return new WayProblem(KIND_OF_STATUS[reply.status] ?? 'broken', address, options)
  }

  function parse<T>(shape: z.ZodType<T>, reply: RelayReply): T {
    if (reply.status !== 200) throw problem(reply)
    const parsed = shape.safeParse(jsonOf(reply))
    if (!parsed.success) throw new WayProblem('broken', address, { cause: parsed.error })
    return parsed.data
  }
}

const KIND_OF_STATUS: Readonly<Record<number, WayProblem['kind']>> = {
  401: 'unauthorized',
  403: 'forbidden',
  409: 'fork',
  413: 'full',
  429: 'busy',
  502: 'unreachable',
  503: 'unreachable',
  504: 'unreachable',
  507: 'full',
}

/** Gives the reason that a relay names; empty when it names none. */
export function reasonOf(reply: RelayReply): string {
  const parsed = ErrorReply.safeParse(jsonOf(reply))
  return parsed.success ? parsed.data.error : ''
}

/** Gives the JSON of an answer; undefined when it is none. */
export function jsonOf(reply: RelayReply): unknown {
  try {
    return JSON.parse(reply.body.toString('utf8'))
  } catch {
    return undefined
  }
}
