import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'

/** Where a relay is, and through which sockets. */
export interface RelayTarget {
  /** With a trailing slash, e.g. `https://hub.example/` or `https://example/sync/`. */
  readonly base: URL
  readonly agent: Agent
}

export interface RelayRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Behind `v1/`. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
  /** How long nothing may come or go, in ms. */
  readonly silenceMs: number
  /** Bytes of an answer at most. */
  readonly limit: number
}

export interface RelayReply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** What came of the body, up to where the line was cut. */
  readonly body: Buffer
  readonly isWhole: boolean
}

/** Bodies from here on wait for the relay's word that it wants them. */
const ASK_FIRST = 65_536
const LONGEST_ASKING = 1000

/**
 * Sends one request to a relay.
 *
 * Edge    an answer that breaks off resolves with what came. A kept socket that the other side closed meanwhile is tried once more on a new one:
 *         every request of the protocol may be said twice.
 * Errors  rejects with the system's error when there was no answer, or with the signal's reason.
 */
export async function askRelay(target: RelayTarget, ask: RelayRequest, signal: AbortSignal): Promise<RelayReply> {
  try {
    return await askOnce(target, ask, signal)
  } catch (cause) {
    if (cause instanceof StaleSocket) return askOnce(target, ask, signal)
    throw cause
  }
}

class StaleSocket extends Error {
  override readonly name = 'StaleSocket'
}

function askOnce({ base, agent }: RelayTarget, ask: RelayRequest, signal: AbortSignal): Promise<RelayReply> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const { body } = ask
    const asksFirst = body !== undefined && body.length >= ASK_FIRST
    const request = (base.protocol === 'https:' ? httpsRequest : httpRequest)(new URL(`v1/${ask.path}`, base), {
      method: ask.method,
      agent,
      signal,
      headers: {
        ...ask.headers,
        ...(body ? { 'Content-Length': String(body.length) } : {}),
        ...(asksFirst ? { Expect: '100-continue' } : {}),
      },
    })
    let isAnswered = false
    const sendBody = (): void => {
      clearTimeout(timer)
      if (!request.writableEnded && !request.destroyed) request.end(body)
    }
    // a relay or proxy that does not know the question gets the body all the same
    const timer = asksFirst ? setTimeout(sendBody, LONGEST_ASKING) : undefined
    request.setTimeout(ask.silenceMs, () => request.destroy(new Error('the relay says nothing')))
    request.on('continue', sendBody)
    request.on('response', (response) => {
      isAnswered = true
      clearTimeout(timer)
      void collect(response, ask.limit, signal).then((reply) => {
        if (!request.writableFinished) request.destroy()
        resolve(reply)
      }, reject)
    })
    request.on('error', (cause) => {
      clearTimeout(timer)
      if (isAnswered) return
      if (signal.aborted) reject(signal.reason as Error)
      else reject(request.reusedSocket && !signal.aborted ? new StaleSocket('socket closed', { cause }) : cause)
    })
    if (asksFirst) request.flushHeaders()
    else sendBody()
  })
}

function collect(response: IncomingMessage, limit: number, signal: AbortSignal): Promise<RelayReply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const end = (isWhole: boolean): void => {
      if (signal.aborted) reject(signal.reason as Error)
      else resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks), isWhole })
    }
    response.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limit) response.destroy(new Error('the answer is too large'))
      else chunks.push(chunk)
    })
    response.on('end', () => end(response.complete))
    // cut in the middle: what came is of use, see Range
    response.on('error', () => end(false))
  })
}
