import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { protocol } from 'electron'
import { appScheme, resolveRequest } from './resolve-request.ts'

/** Sent with every response of our scheme, errors included. Nothing may be fetched from outside and nothing inline runs. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
  "base-uri 'none'",
].join('; ')

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** Must run before the app is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }])
}

/** Serves the files of the window's folder as `app://tributary/…`, read only. */
export function serveScheme(root: string): void {
  protocol.handle(appScheme, async (request) => {
    const resolved = resolveRequest(root, request.method, request.url)
    if (!resolved.ok) return respond(null, resolved.status)
    const type = contentTypes[extname(resolved.file)]
    if (type === undefined) return respond(null, 403)
    try {
      return respond(await readFile(resolved.file), 200, type)
    } catch (error) {
      if (isMissing(error)) return respond(null, 404)
      throw error
    }
  })
}

function respond(body: Buffer | null, status: number, type = 'text/plain'): Response {
  return new Response(body === null ? null : new Uint8Array(body), {
    status,
    headers: {
      'content-type': type,
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    },
  })
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'EISDIR'
}
