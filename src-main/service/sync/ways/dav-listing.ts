import { parseXml } from './xml.ts'
import type { XmlElement } from './xml.ts'

/** One file or directory as a server describes it. */
export interface DavItem {
  /** Decoded segments of the path in its address. */
  readonly path: readonly string[]
  readonly isDirectory: boolean
  readonly size: number | null
  readonly tag: string
  readonly modified: string
}

/** What {@link readListing} wants to know. */
export const LISTING_QUERY = Buffer.from(
  '<?xml version="1.0" encoding="utf-8"?><D:propfind xmlns:D="DAV:"><D:prop><D:resourcetype/><D:getcontentlength/><D:getetag/><D:getlastmodified/></D:prop></D:propfind>',
)

const DAV = 'DAV:'

/**
 * Reads a server's answer to PROPFIND. Items whose address makes no sense, and those that the server itself calls missing, are left out.
 *
 * Errors  SyntaxError when it is no such answer.
 */
export function readListing(body: Uint8Array): readonly DavItem[] {
  const root = parseXml(decode(body))
  if (root.namespace !== DAV || root.name !== 'multistatus') throw new SyntaxError(`dav: ${root.name} instead of multistatus`)
  return childrenOf(root, 'response').flatMap((response) => {
    const path = segmentsOf(textOf(response, 'href'))
    const status = textOf(response, 'status')
    if (path === null || (status !== '' && !isGood(status))) return []
    const properties = childrenOf(response, 'propstat')
      .filter((propstat) => isGood(textOf(propstat, 'status')))
      .flatMap((propstat) => childrenOf(propstat, 'prop'))
      .flatMap(({ children }) => children)
    const property = (name: string): XmlElement | undefined => properties.find((one) => one.namespace === DAV && one.name === name)
    const size = property('getcontentlength')?.text.trim() ?? ''
    const type = property('resourcetype')
    return [{
      path,
      isDirectory: type !== undefined && childrenOf(type, 'collection').length > 0,
      size: /^[0-9]{1,15}$/.test(size) ? Number(size) : null,
      tag: property('getetag')?.text.trim() ?? '',
      modified: property('getlastmodified')?.text.trim() ?? '',
    }]
  })
}

/**
 * The items of a directory without itself. The directory is the item with the shortest path: a proxy in front may have given the whole another place than the one
 * that was asked for.
 */
export function itemsBelow(items: readonly DavItem[]): readonly DavItem[] {
  const depth = Math.min(...items.map(({ path }) => path.length))
  return items.filter(({ path }) => path.length === depth + 1)
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch (cause) {
    throw new SyntaxError('dav: not UTF-8', { cause })
  }
}

function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.namespace === DAV && child.name === name)
}

function textOf(element: XmlElement, name: string): string {
  return childrenOf(element, name)[0]?.text.trim() ?? ''
}

/** A status line of 2xx, e.g. `HTTP/1.1 200 OK`. */
function isGood(status: string): boolean {
  return /^HTTP\/[0-9.]+ 2[0-9]{2}(?: |$)/.test(status)
}

/** The address may be a path or whole. */
function segmentsOf(href: string): readonly string[] | null {
  if (href === '' || !URL.canParse(href, 'http://server/')) return null
  try {
    return new URL(href, 'http://server/').pathname.split('/').filter((segment) => segment !== '').map(decodeURIComponent)
  } catch {
    return null
  }
}
