import { parseUrl } from '../resolve-request.ts'

/**
 * Gives the address to open outside in the form the system gets it, or null when it must not be opened.
 *
 * Shape   only `https:` to a named public host, without user name or password, and `mailto:` to one address without further headers.
 * Edge    the parsed parts are compared, never the text. Numbers and single labels are refused as hosts: they lead into the local network.
 */
export function allowedLink(address: string): string | null {
  const url = parseUrl(address)
  if (url === null) return null
  switch (url.protocol) {
    case 'https:':
      return isPublicHost(url) ? url.href : null
    case 'mailto:':
      return /^[^\s@?&,;%]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$/.test(url.pathname) && url.search === '' ? url.href : null
    default:
      return null
  }
}

function isPublicHost(url: URL): boolean {
  if (url.username !== '' || url.password !== '' || url.port !== '') return false
  const labels = url.hostname.split('.')
  const top = labels.at(-1) ?? ''
  return labels.length >= 2 && /^(?:[a-z]{2,}|xn--[a-z0-9-]+)$/.test(top) && !['local', 'localhost', 'internal', 'lan', 'home', 'onion'].includes(top)
}
