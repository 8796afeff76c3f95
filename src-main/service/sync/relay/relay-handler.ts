import type { IncomingMessage, ServerResponse } from 'node:http'
import { isScope } from '../identity/scope.ts'
import { type Answer, announcedLength, jsonAnswer, readBody, refusalAnswer, RelayRefusal, send } from './answer.ts'
import { listChains, pruneChain, readBundle, storeBundle } from './bundle-exchange.ts'
import { waitForChange } from './change-wait.ts'
import { createRoom, createStrangerGate } from './exchange-room.ts'
import { hello, introduce, revoke, tokenHash } from './introduce.ts'
import { makeNonce } from './nonce.ts'
import type { RelayParts } from './relay-parts.ts'
import type { Caller } from './relay-store.ts'

export interface RelayHandlerOptions extends RelayParts {
  /** Names by which the relay may be asked for, lower case; null = any. A hello made for another name is refused. */
  readonly hosts: readonly string[] | null
  /** Whose request it is, for the limits of strangers; behind a proxy another one than the socket's. */
  readonly addressOf?: (request: IncomingMessage) => string
  /** Where a connection belongs to one device (hex), only the hello and the tokens of that device count on it. */
  readonly deviceOf?: (request: IncomingMessage) => string
}

export type RelayHandler = (request: IncomingMessage, response: ServerResponse) => void

/**
 * Answers the requests of the relay protocol over a store: docs/sync-protocol.md, section 4.
 *
 * Edge    for `request` and `checkContinue` of a server alike, so that a refused bundle need not be sent. Whatever goes wrong inside is logged and
 *         answered with 500 without a word about it.
 */
export function createRelayHandler(options: RelayHandlerOptions): RelayHandler {
  const { limits, clock, sessions, policy, logger } = options
  const addressOf = options.addressOf ?? ((request) => request.socket.remoteAddress ?? '')
  // no firm takes the room of all others
  const memory = createRoom({ each: limits.inFlight / 2, all: limits.inFlight })
  const crowd = createRoom({ each: limits.inFlightPerDevice, all: Number.MAX_SAFE_INTEGER })
  const mayAsk = createStrangerGate(limits.strangerPerMinute)

  return (request, response) => {
    answer(request, response)
      .then((given) => send(request, response, given, limits))
      .catch((cause: unknown) => {
        logger.error('relay.failed', cause)
        response.destroy()
      })
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    try {
      return await route(request, response)
    } catch (cause) {
      if (cause instanceof RelayRefusal) return refusalAnswer(cause)
      logger.error('relay.failed', cause)
      return jsonAnswer(500, { error: 'failed' })
    }
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    const { path, query } = placeOf(request)
    switch (`${request.method ?? ''} ${path}`) {
      case 'GET /v1/nonce':
        meetStranger(request)
        return jsonAnswer(200, { nonce: makeNonce(await sessions.nonceSecret(), clock.now()), now: clock.now() })
      case 'POST /v1/hello': {
        meetStranger(request)
        const host = hostOf(request, options.hosts)
        const { token } = await hello(options, { host, device: options.deviceOf?.(request) ?? null }, await readJson(request, response))
        return jsonAnswer(200, { token, now: clock.now(), limits: { bundle: limits.bundle, perMinute: limits.perMinute } })
      }
      default: {
        const caller = await callerOf(request)
        const leave = crowd.enter(caller.firm + caller.device, 1)
        if (!leave) throw new RelayRefusal(429, 'too-many', 1)
        whenGone(response, leave)
        return routeFor(caller, request, response, path, query)
      }
    }
  }

  async function routeFor(caller: Caller, request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams): Promise<Answer> {
    await spend(caller, request)
    switch (`${request.method ?? ''} ${path}`) {
      case 'GET /v1/chains':
        return listChains(options, caller)
      case 'GET /v1/wait':
        return jsonAnswer(200, { cursor: await waitForChange(options, caller.firm, query.get('since'), goneSignal(response)) })
      case 'POST /v1/devices':
        await introduce(options, caller, await readJson(request, response))
        return jsonAnswer(200, {})
      case 'POST /v1/revocations':
        await revoke(options, caller, await readJson(request, response))
        return jsonAnswer(200, {})
      default:
        return routeChain(caller, request, response, path, query)
    }
  }

  async function routeChain(caller: Caller, request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams): Promise<Answer> {
    const [, site = '', scope = '', digits] = /^\/v1\/chains\/([0-9a-f]{32})\/([^/]{1,64})(?:\/([1-9]\d{0,9}))?$/.exec(path) ?? []
    const chain = { site, scope }
    const n = Number(digits)
    if (!isScope(scope)) throw new RelayRefusal(404, 'absent')
    if (digits === undefined) {
      const before = query.get('before') ?? ''
      if (request.method !== 'DELETE') throw new RelayRefusal(404, 'absent')
      if (!/^[1-9]\d{0,9}$/.test(before)) throw new RelayRefusal(400, 'malformed')
      return pruneChain(options, caller, chain, Number(before))
    }
    if (request.method === 'GET') {
      const answered = await readBundle(options, caller, chain, n, request.headers.range)
      makeRoom(caller, response, answered.body.length)
      await sessions.spend(caller, minuteNow(), { requests: 0, bytes: answered.body.length })
      return answered
    }
    if (request.method !== 'PUT') throw new RelayRefusal(404, 'absent')
    const length = announcedLength(request, limits.bundle)
    if (!(await policy.mayWrite(caller, chain))) throw new RelayRefusal(403, 'forbidden')
    makeRoom(caller, response, length)
    return storeBundle(options, caller, chain, n, await readBody(request, response, length, limits))
  }

  function makeRoom({ firm }: Caller, response: ServerResponse, bytes: number): void {
    const leave = memory.enter(firm, bytes)
    if (!leave) throw new RelayRefusal(429, 'busy', 2)
    whenGone(response, leave)
  }

  function meetStranger(request: IncomingMessage): void {
    if (!mayAsk(addressOf(request), clock.now())) throw new RelayRefusal(429, 'too-many', untilNextMinute())
  }

  async function callerOf(request: IncomingMessage): Promise<Caller> {
    const [, token] = /^Bearer ([\w-]{43})$/.exec(request.headers.authorization ?? '') ?? []
    const caller = token === undefined ? null : await sessions.callerOf(tokenHash(token), clock.now())
    const expected = options.deviceOf?.(request)
    if (!caller || (expected !== undefined && caller.device !== expected)) throw new RelayRefusal(401, 'token')
    return caller
  }

  async function spend(caller: Caller, request: IncomingMessage): Promise<void> {
    const bytes = Number(request.headers['content-length'] ?? 0)
    const sent = Number.isSafeInteger(bytes) && bytes > 0 ? Math.min(bytes, limits.bundle) : 0
    const used = await sessions.spend(caller, minuteNow(), { requests: 1, bytes: sent })
    if (used.requests > limits.perMinute || used.bytes > limits.bytesPerMinute) throw new RelayRefusal(429, 'too-many', untilNextMinute())
  }

  async function readJson(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const body = await readBody(request, response, announcedLength(request, limits.json), limits)
    try {
      return JSON.parse(body.toString('utf8'))
    } catch {
      throw new RelayRefusal(400, 'malformed')
    }
  }

  function minuteNow(): number {
    return Math.floor(clock.now() / 60_000)
  }

  function untilNextMinute(): number {
    return Math.max(1, Math.ceil(60 - (clock.now() % 60_000) / 1000))
  }
}

/** Takes the address of a request apart. Edge: whatever is no plain path is none that we know. */
function placeOf(request: IncomingMessage): { readonly path: string; readonly query: URLSearchParams } {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  return { path, query: new URLSearchParams(query) }
}

/** Gives the name that was asked for, without a port; null when there is none or it is not ours. */
function hostOf(request: IncomingMessage, hosts: readonly string[] | null): string | null {
  const address = `http://${request.headers.host ?? ''}`
  if (!URL.canParse(address)) return null
  const { hostname } = new URL(address)
  return hostname === '' || (hosts && !hosts.includes(hostname)) ? null : hostname
}

function goneSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  whenGone(response, () => controller.abort())
  return controller.signal
}

/** Calls when the answer is through or its receiver is gone, which may have been a while ago. */
function whenGone(response: ServerResponse, act: () => void): void {
  if (response.destroyed) act()
  else response.once('close', act)
}
