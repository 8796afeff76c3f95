import type { IncomingMessage, ServerResponse } from 'node:http'
import { type RelayLimits, timeFor } from './relay-limits.ts'

/** What a relay answers: JSON, or the bytes of a bundle. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: Buffer
}

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: Buffer.from(JSON.stringify(value)) }
}

/** Thrown to answer with an error: the reason says no more than the caller may know. */
export class RelayRefusal extends Error {
  override readonly name = 'RelayRefusal'
  readonly status: number
  readonly reason: string
  readonly retryAfterS: number | null

  constructor(status: number, reason: string, retryAfterS: number | null = null, options?: ErrorOptions) {
    super(reason, options)
    this.status = status
    this.reason = reason
    this.retryAfterS = retryAfterS
  }
}

export function refusalAnswer(refusal: RelayRefusal): Answer {
  return jsonAnswer(refusal.status, { error: refusal.reason }, refusal.retryAfterS === null ? {} : { 'Retry-After': String(refusal.retryAfterS) })
}

/**
 * Gives the length of a body that is about to come; it must be said beforehand.
 *
 * Errors  `RelayRefusal` 400 without a length, 413 over the limit; nothing of the body was read.
 */
export function announcedLength(request: IncomingMessage, limit: number): number {
  const length = request.headers['content-length']
  if (length === undefined || !/^\d{1,12}$/.test(length)) throw new RelayRefusal(400, 'length')
  const bytes = Number(length)
  if (bytes > limit) throw new RelayRefusal(413, 'too-large')
  return bytes
}

/**
 * Reads a body of the announced length.
 *
 * Errors  `RelayRefusal` 408 when it takes longer than on the slowest line that is served, 400 when it breaks off.
 */
export function readBody(request: IncomingMessage, response: ServerResponse, length: number, limits: RelayLimits): Promise<Buffer> {
  // gone while we looked who it is: nothing more will come, not even a word of that
  if (request.destroyed) return Promise.reject(new RelayRefusal(400, 'length'))
  if (request.headers.expect !== undefined) response.writeContinue()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let read = 0
    const end = (act: () => void): void => {
      clearTimeout(timer)
      request.removeAllListeners('data').removeAllListeners('end').removeAllListeners('error').removeAllListeners('close')
      // a broken connection still tells of its error
      request.on('error', () => undefined)
      act()
    }
    const breakOff = (): void => end(() => reject(new RelayRefusal(400, 'length')))
    const timer = setTimeout(() => end(() => reject(new RelayRefusal(408, 'too-slow'))), timeFor(length, limits))
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      read += chunk.length
    })
    request.on('end', () => (read === length ? end(() => resolve(Buffer.concat(chunks))) : breakOff()))
    request.on('error', breakOff)
    request.on('close', breakOff)
  })
}

/**
 * Sends an answer. A body that nobody read ends the connection, and so does a receiver slower than the slowest line.
 */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer, limits: RelayLimits): void {
  if (response.destroyed) return
  const headers = { 'Content-Length': String(answer.body.length), 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', ...answer.headers }
  const isUnread = !request.complete && (request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0)
  response.writeHead(answer.status, isUnread ? { ...headers, Connection: 'close' } : headers)
  const timer = setTimeout(() => response.destroy(), timeFor(answer.body.length, limits))
  response.once('close', () => clearTimeout(timer))
  response.end(answer.body)
}
