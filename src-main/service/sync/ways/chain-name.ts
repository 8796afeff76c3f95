import { createHash } from 'node:crypto'
import { isScope } from '../identity/scope.ts'
import { WayProblem } from './way.ts'
import type { ChainName } from './way.ts'

const MAX_NUMBER = 9_999_999_999
const SITE = /^[0-9a-f]{32}$/
const BUNDLE_FILE = /^([0-9]{10})-([0-9a-f]{16})\.trb$/

/**
 * Makes sure that a chain and a number may become part of a path or an address.
 *
 * Errors  WayProblem `broken`.
 */
export function checkBundleName(way: string, { site, scope }: ChainName, n: number): void {
  if (SITE.test(site) && isScope(scope) && Number.isSafeInteger(n) && n >= 1 && n <= MAX_NUMBER) return
  throw new WayProblem('broken', way, { cause: new RangeError(`not the name of a bundle: ${site} ${scope} ${String(n)}`) })
}

export function isSite(text: string): boolean {
  return SITE.test(text)
}

/** How a bundle's file is called: its number and the first half of its hash. */
export function bundleFileName(n: number, bytes: Uint8Array): string {
  return `${numberPrefix(n)}${hashStart(bytes)}.trb`
}

/** What the names of all bundles with this number begin with. */
export function numberPrefix(n: number): string {
  return `${String(n).padStart(10, '0')}-`
}

/** Gives the number in a file name; null when it is not the name of a bundle. Capitals count as small letters: some sticks give short names in capitals. */
export function bundleNumber(fileName: string): number | null {
  const match = BUNDLE_FILE.exec(fileName.toLowerCase())
  const n = match === null ? 0 : Number(match[1])
  return n >= 1 ? n : null
}

/** Tells whether bytes are what their file name says: not cut, not changed, not something else. */
export function isWhole(fileName: string, bytes: Uint8Array): boolean {
  const match = BUNDLE_FILE.exec(fileName.toLowerCase())
  return match !== null && match[2] === hashStart(bytes)
}

function hashStart(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}
