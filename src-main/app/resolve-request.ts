import { isAbsolute, relative, resolve } from 'node:path'

export const appScheme = 'app'
export const appHost = 'tributary'
export const appOrigin = `${appScheme}://${appHost}`

export type ResolvedRequest =
  | { readonly ok: true; readonly file: string }
  | { readonly ok: false; readonly status: 400 | 403 | 405 }

/**
 * Gives the file that a request of our scheme means, or why it gets none.
 *
 * Edge    the path is compared with `relative()` after resolving: a prefix test would let a folder beside the root with a longer name
 *         (`renderer-evil`) through. Encoded dots and slashes are decoded before the comparison.
 */
export function resolveRequest(root: string, method: string, address: string): ResolvedRequest {
  if (method !== 'GET') return { ok: false, status: 405 }
  const url = parseUrl(address)
  if (url === null) return { ok: false, status: 400 }
  if (url.protocol !== `${appScheme}:` || url.host !== appHost) return { ok: false, status: 403 }
  const path = decodePath(url.pathname)
  if (path === null) return { ok: false, status: 400 }
  const file = resolve(root, `.${path}`)
  const inside = relative(root, file)
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) return { ok: false, status: 403 }
  return { ok: true, file }
}

function decodePath(pathname: string): string | null {
  try {
    const path = decodeURIComponent(pathname)
    // A NUL ends a name for the system, a backslash is a separator on Windows only: neither belongs into an address of ours.
    return path.includes('\0') || path.includes('\\') ? null : path
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

/** Says whether an address is a page of ours; compares the parsed parts, never a prefix of the text. */
export function isAppUrl(address: string): boolean {
  const url = parseUrl(address)
  return url !== null && url.protocol === `${appScheme}:` && url.host === appHost
}

/** Gives null for what is no absolute address. */
export function parseUrl(address: string): URL | null {
  try {
    return new URL(address)
  } catch (error) {
    // URL.canParse is missing in the oldest Node that the shell runs on.
    if (error instanceof TypeError) return null
    throw error
  }
}
