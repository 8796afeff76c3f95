import type { DavAnswer, DavRequest } from './dav-http.ts'
import { WayProblem } from './way.ts'
import type { WayProblemKind } from './way.ts'

const READING: ReadonlySet<DavRequest['method']> = new Set(['PROPFIND', 'GET'])
/** A server that asks for more patience than this is told of again sooner. */
const MAX_RETRY_SECONDS = 3_600

/** Says in the words of a way what a server's refusal means. */
export function davProblem({ status, headers }: DavAnswer, way: string, method: DavRequest['method']): WayProblem {
  const seconds = /^[0-9]{1,6}$/.test(headers['retry-after'] ?? '') ? Math.min(Number(headers['retry-after']), MAX_RETRY_SECONDS) : null
  return new WayProblem(kindOf(status, READING.has(method)), way, {
    cause: new Error(`${method} was answered with ${String(status)}${headers.location === undefined ? '' : `, moved to ${headers.location}`}`),
    ...(seconds === null ? {} : { retryAfterMs: seconds * 1000 }),
  })
}

/** Says what a connection means that did not come about or broke. */
export function wireProblem(error: unknown, way: string): WayProblem {
  return new WayProblem('unreachable', way, { cause: error })
}

function kindOf(status: number, isReading: boolean): WayProblemKind {
  switch (status) {
    case 401:
    case 407:
      return 'unauthorized'
    case 403:
      return isReading ? 'forbidden' : 'unwritable'
    // It takes no files, or none of this size.
    case 405:
    case 413:
    case 501:
      return isReading ? 'broken' : 'unwritable'
    case 423:
    case 429:
    case 503:
      return 'busy'
    case 507:
      return 'full'
    // Asked to write where it has no right to, lighttpd for one says 500.
    case 500:
      return isReading ? 'unreachable' : 'unwritable'
    case 408:
    case 502:
    case 504:
      return 'unreachable'
    default:
      return 'broken'
  }
}
