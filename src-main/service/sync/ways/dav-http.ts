import { Agent, request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { PinnedHttpsAgent } from './pinned-https-agent.ts'
import type { WebdavAddress } from './webdav-address.ts'

export interface DavRequest {
  readonly method: 'PROPFIND' | 'MKCOL' | 'GET' | 'PUT' | 'MOVE' | 'DELETE'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Bytes of an answer at most. */
  readonly limit: number
}

export interface DavAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** null when it has more than the limit. */
  readonly body: Buffer | null
}

/** How long the other side may say nothing. */
const SILENCE_MS = 30_000
const KEPT = { keepAlive: true, maxSockets: 8, timeout: SILENCE_MS }

/** Requests to one server, over connections that are kept. */
export class DavHttp {
  readonly #agent: Agent
  readonly #authorization: Readonly<Record<string, string>>

  constructor({ base, login, fingerprint }: WebdavAddress) {
    if (base.protocol === 'http:') this.#agent = new Agent(KEPT)
    else this.#agent = fingerprint === null ? new HttpsAgent(KEPT) : new PinnedHttpsAgent(fingerprint, KEPT)
    this.#authorization = login === null ? {} : { Authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}` }
  }

  /**
   * Sends a request and gives the whole answer, whatever its status. Redirections are not followed: who is asked was said by a person.
   *
   * Errors  the system's or TLS's error, an Error when the answer breaks off, the signal's reason.
   */
  async ask(request: DavRequest, signal: AbortSignal): Promise<DavAnswer> {
    try {
      return await this.#askOnce(request, signal)
    } catch (error) {
      // The server had closed the kept connection meanwhile. All that we ask may be asked twice.
      if (error instanceof StaleConnection && !signal.aborted) return this.#askOnce(request, signal)
      throw error
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #askOnce({ method, url, headers, body, limit }: DavRequest, signal: AbortSignal): Promise<DavAnswer> {
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(signal.aborted ? signal.reason as Error : error as Error)
      const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
        method,
        agent: this.#agent,
        signal,
        headers: { ...this.#authorization, ...headers, ...(body === undefined ? {} : { 'Content-Length': String(body.length) }) },
      })
      request.setTimeout(SILENCE_MS, () => request.destroy(Object.assign(new Error('the server says nothing'), { code: 'ETIMEDOUT' })))
      request.on('response', (response) => {
        collect(response, limit).then((answer) => {
          // It answered before it had everything (no right, no room): the rest need not be sent.
          if (!request.writableFinished) request.destroy()
          resolve(answer)
        }, fail)
      })
      request.on('error', (error) => fail(request.reusedSocket ? new StaleConnection('closed meanwhile', { cause: error }) : error))
      request.end(body)
    })
  }
}

class StaleConnection extends Error {
  override readonly name = 'StaleConnection'
}

function collect(response: IncomingMessage, limit: number): Promise<DavAnswer> {
  return new Promise((resolve, reject) => {
    const { statusCode: status = 0, headers } = response
    const chunks: Buffer[] = []
    let size = 0
    response.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) {
        chunks.push(chunk)
        return
      }
      resolve({ status, headers, body: null })
      response.destroy()
    })
    response.on('end', () => resolve({ status, headers, body: Buffer.concat(chunks) }))
    response.on('error', reject)
  })
}
