/** Where a folder on a WebDAV server is, taken apart. */
export interface WebdavAddress {
  /** Without name, password and fragment, with a slash at the end. */
  readonly base: URL
  readonly login: { readonly user: string; readonly password: string } | null
  /** SHA-256 of the server's certificate in hex, where it is not one that others vouch for; null = the usual check. */
  readonly fingerprint: string | null
}

const PIN = /^#sha256=([0-9a-f]{64})$/

/**
 * Reads the address of a folder on a WebDAV server: `https://name:password@server:port/path`, and `#sha256=<fingerprint>` behind it for a server whose certificate is of its own making.
 * `davs:` and `webdavs:` count as `https:`, `dav:` and `webdav:` as `http:`. null when it is none.
 */
export function parseWebdavAddress(text: string): WebdavAddress | null {
  const normal = text.trim().replace(/^(?:web)?davs:/i, 'https:').replace(/^(?:web)?dav:/i, 'http:')
  if (!URL.canParse(normal)) return null
  const base = new URL(normal)
  if (!['http:', 'https:'].includes(base.protocol)) return null
  const pin = base.hash === '' ? null : PIN.exec(base.hash.toLowerCase().replaceAll(':', ''))
  if (base.hash !== '' && (pin === null || base.protocol === 'http:')) return null
  const login = readLogin(base)
  if (login === undefined) return null
  base.username = ''
  base.password = ''
  base.hash = ''
  base.search = ''
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return { base, login, fingerprint: pin?.[1] ?? null }
}

/** undefined when it is written wrongly: a percent sign that is one has to be written %25. */
function readLogin({ username, password }: URL): WebdavAddress['login'] | undefined {
  if (username === '' && password === '') return null
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) }
  } catch {
    return undefined
  }
}
