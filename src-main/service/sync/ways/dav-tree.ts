import { randomUUID } from 'node:crypto'
import { DavHttp } from './dav-http.ts'
import type { DavAnswer, DavRequest } from './dav-http.ts'
import { LISTING_QUERY, itemsBelow, readListing } from './dav-listing.ts'
import type { DavItem } from './dav-listing.ts'
import { davProblem, wireProblem } from './dav-problem.ts'
import type { FileTree, TreeEntry, TreePath } from './file-tree.ts'
import type { WebdavAddress } from './webdav-address.ts'
import { WayProblem } from './way.ts'

/** About 40,000 files in one directory. */
const LISTING_LIMIT = 32 * 1024 * 1024
/** What a server says besides is a page for people: nobody reads it. */
const TALK_LIMIT = 1024 * 1024
const CLEAN_UP_MS = 5_000

/** A folder on a WebDAV server (RFC 4918): PROPFIND of depth 0 and 1, GET, PUT, MOVE, MKCOL, DELETE; nothing else is asked of it. */
export function openDavTree(address: WebdavAddress): FileTree {
  return new DavTree(address)
}

class DavTree implements FileTree {
  readonly name: string
  readonly #base: URL
  readonly #http: DavHttp

  constructor(address: WebdavAddress) {
    this.name = address.base.href
    this.#base = address.base
    this.#http = new DavHttp(address)
  }

  async entries(path: TreePath, signal: AbortSignal): Promise<readonly TreeEntry[] | null> {
    const items = await this.#find(path, '1', signal)
    if (items === null) {
      if (path.length <= 1) await this.#checkRoot(signal)
      return null
    }
    return itemsBelow(items).map((item) => ({ name: item.path.at(-1) ?? '', isDirectory: item.isDirectory }))
  }

  async read(path: TreePath, maxBytes: number, signal: AbortSignal): Promise<Buffer | null> {
    const answer = await this.#ask({ method: 'GET', url: this.#at(path), limit: maxBytes }, signal)
    if (answer.status === 200) return answer.body
    if (isAbsent(answer)) return null
    throw davProblem(answer, this.name, 'GET')
  }

  async look(path: TreePath, signal: AbortSignal): Promise<{ readonly stamp: string; readonly modifiedMs: number } | null> {
    const item = (await this.#find(path, '0', signal))?.[0]
    if (item === undefined) return null
    return { stamp: [item.size, item.tag, item.modified].join('|'), modifiedMs: Date.parse(item.modified) }
  }

  async write(path: TreePath, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const target = this.#at(path)
    const draft = new URL(`${target.href}.${randomUUID().slice(0, 8)}.part`)
    try {
      const put: DavRequest = { method: 'PUT', url: draft, headers: { 'Content-Type': 'application/octet-stream' }, body: bytes, limit: TALK_LIMIT }
      let answer = await this.#ask(put, signal)
      // 409 is what a server should say when the directory is missing. nginx says 500.
      if (isAbsent(answer) || answer.status === 409 || answer.status === 500) {
        await this.#makeDirectories(path.slice(0, -1), signal)
        answer = await this.#ask(put, signal)
      }
      this.#expectDone(answer, 'PUT')
      const move: DavRequest = { method: 'MOVE', url: draft, headers: { Destination: target.href, Overwrite: 'T' }, limit: TALK_LIMIT }
      this.#expectDone(await this.#ask(move, signal), 'MOVE')
    } catch (error) {
      // What went wrong is what counts; when even this fails, the part is cleaned up by a later run.
      await this.#ask({ method: 'DELETE', url: draft, limit: TALK_LIMIT }, AbortSignal.timeout(CLEAN_UP_MS)).catch(() => undefined)
      throw error
    }
  }

  async remove(path: TreePath, signal: AbortSignal): Promise<void> {
    const answer = await this.#ask({ method: 'DELETE', url: this.#at(path), limit: TALK_LIMIT }, signal)
    if (!isAbsent(answer)) this.#expectDone(answer, 'DELETE')
  }

  /** A server calls nobody. */
  watch(): () => void {
    return () => undefined
  }

  close(): void {
    this.#http.close()
  }

  #at(path: TreePath): URL {
    return new URL(path.map(encodeURIComponent).join('/'), this.#base)
  }

  async #ask(request: DavRequest, signal: AbortSignal): Promise<DavAnswer> {
    signal.throwIfAborted()
    try {
      return await this.#http.ask(request, signal)
    } catch (error) {
      signal.throwIfAborted()
      throw wireProblem(error, this.name)
    }
  }

  /** What the server tells of a directory, with its files for depth 1; null when it is not there. */
  async #find(path: TreePath, depth: '0' | '1', signal: AbortSignal): Promise<readonly DavItem[] | null> {
    const url = this.#at(path)
    // A directory is asked for with a slash at its end; some servers redirect otherwise.
    if (depth === '1' && !url.pathname.endsWith('/')) url.pathname += '/'
    const headers = { Depth: depth, 'Content-Type': 'application/xml; charset=utf-8' }
    const answer = await this.#ask({ method: 'PROPFIND', url, headers, body: LISTING_QUERY, limit: LISTING_LIMIT }, signal)
    if (isAbsent(answer)) return null
    if (answer.status !== 207 || answer.body === null) throw davProblem(answer, this.name, 'PROPFIND')
    try {
      return readListing(answer.body)
    } catch (cause) {
      throw new WayProblem('broken', this.name, { cause })
    }
  }

  async #checkRoot(signal: AbortSignal): Promise<void> {
    const root = await this.#find([], '0', signal)
    if (root === null) throw new WayProblem('unreachable', this.name, { cause: new Error('no such folder on the server') })
  }

  /** The root is never made: a person named it, and it may be away for now. */
  async #makeDirectories(path: TreePath, signal: AbortSignal): Promise<void> {
    await this.#checkRoot(signal)
    for (let depth = 1; depth <= path.length; depth++) {
      const url = this.#at(path.slice(0, depth))
      url.pathname += '/'
      const answer = await this.#ask({ method: 'MKCOL', url, limit: TALK_LIMIT }, signal)
      // 405: it is there already.
      if (answer.status !== 405) this.#expectDone(answer, 'MKCOL')
    }
  }

  #expectDone(answer: DavAnswer, method: DavRequest['method']): void {
    if (answer.status < 200 || answer.status > 299 || answer.status === 207) throw davProblem(answer, this.name, method)
  }
}

function isAbsent({ status }: DavAnswer): boolean {
  return status === 404 || status === 410
}
