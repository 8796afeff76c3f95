import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { newDeviceKey } from '../identity/device-key.ts'
import { tlsCertificateOf } from '../identity/tls-certificate.ts'
import { bundleFileName } from './chain-name.ts'
import { FIRM, makeBundle, siteOf } from './conformance-bundles.ts'
import { parseWebdavAddress } from './webdav-address.ts'
import { openWebdavWay } from './webdav-way.ts'
import type { Way } from './way.ts'

const never = new AbortController().signal
const bundle = makeBundle({ site: 0, scope: 'firm', n: 1 })
const name = bundleFileName(1, bundle.bytes)
const shelf = [FIRM, siteOf(0), siteOf(0), 'firm']

async function listen(server: Server): Promise<number> {
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

function open(address: string): Way {
  const parsed = parseWebdavAddress(address)
  if (parsed === null) throw new Error(`no address: ${address}`)
  const way = openWebdavWay(parsed, { firm: FIRM, writer: siteOf(0), pollMs: 50 })
  onTestFinished(() => way.close())
  return way
}

/** A way to a server that answers as the test says. */
async function wayTo(listener: RequestListener): Promise<Way> {
  return open(`http://127.0.0.1:${String(await listen(createServer(listener)))}/dav`)
}

/** A server with one bundle, which writes addresses in its own manner. */
function listing(write: (path: string, isDirectory: boolean) => string): RequestListener {
  return (request, response) => {
    const path = decodeURIComponent(request.url ?? '').split('/').filter((segment) => segment !== '').slice(1)
    if (request.method === 'GET') {
      response.end(bundle.bytes)
      return
    }
    const below = path.length === shelf.length ? name : shelf[path.length] ?? ''
    answer(response, [write(`/dav/${path.join('/')}`, true), write(`/dav/${[...path, below].join('/')}`, path.length < shelf.length)])
  }
}

function answer(response: ServerResponse, items: readonly string[]): void {
  response.writeHead(207, { 'Content-Type': 'application/xml' })
  response.end(`<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">${items.join('')}</D:multistatus>`)
}

function item(href: string, isDirectory: boolean): string {
  return `<D:response><D:href>${href}</D:href><D:propstat><D:prop><D:resourcetype>${isDirectory ? '<D:collection/>' : ''}</D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`
}

describe('how servers write addresses', () => {
  it.each<[string, (path: string, isDirectory: boolean) => string]>([
    ['paths', (path, isDirectory) => item(`${path}${isDirectory ? '/' : ''}`, isDirectory)],
    ['whole addresses', (path, isDirectory) => item(`http://127.0.0.1:1${path}`, isDirectory)],
    ['paths behind a proxy that gave them another place', (path, isDirectory) => item(`/remote.php/files${path}`, isDirectory)],
    ['characters by number', (path, isDirectory) => item(path.replaceAll('a', '%61').replaceAll('-', '&#45;'), isDirectory)],
    ['another prefix, and what they do not have apart', (path, isDirectory) =>
      `<x:response xmlns:x="DAV:"><x:href>${path}</x:href><x:propstat><x:prop><x:getetag/></x:prop><x:status>HTTP/1.1 404 Not Found</x:status></x:propstat><x:propstat><x:prop>${isDirectory ? '<x:resourcetype><x:collection/></x:resourcetype>' : ''}</x:prop><x:status>HTTP/1.1 200 OK</x:status></x:propstat></x:response>`],
  ])('reads %s', async (_, write) => {
    const way = await wayTo(listing(write))
    expect(await way.list(never)).toEqual([{ site: bundle.site, scope: 'firm', from: 1, to: 1 }])
    expect(await way.get(bundle, 1, never)).toEqual(bundle.bytes)
  })

  it('never asks outside of its folder, whatever a listing says', async () => {
    const asked: string[] = []
    const way = await wayTo((request, response) => {
      asked.push(request.url ?? '')
      answer(response, [item('/dav/', true), item('/dav/../../etc/', true), item('/dav/%2e%2e%2fetc/', true), item('http://elsewhere.example/x/', true)])
    })
    expect(await way.list(never)).toEqual([])
    expect(asked).toEqual([`/dav/${FIRM}/`])
  })
})

describe('what servers refuse', () => {
  it.each([
    [401, 'unauthorized', 'unauthorized'],
    [403, 'forbidden', 'unwritable'],
    [405, 'broken', 'unwritable'],
    [413, 'broken', 'unwritable'],
    [423, 'busy', 'busy'],
    [502, 'unreachable', 'unreachable'],
    [507, 'full', 'full'],
    [418, 'broken', 'broken'],
  ])('%s', async (status, whileReading, whileWriting) => {
    const reading = await wayTo(refusing(status, () => true))
    await expect(reading.list(never)).rejects.toMatchObject({ name: 'WayProblem', kind: whileReading })
    const writing = await wayTo(refusing(status, ({ method }) => method !== 'PROPFIND'))
    await expect(writing.put(bundle, never)).rejects.toMatchObject({ name: 'WayProblem', kind: whileWriting })
  })

  function refusing(status: number, refuses: (request: IncomingMessage) => boolean): RequestListener {
    return (request, response) => {
      request.resume()
      if (refuses(request)) response.writeHead(status).end('no')
      else answer(response, [item('/dav', true)])
    }
  }

  it('says when to ask again', async () => {
    const way = await wayTo((_, response) => void response.writeHead(503, { 'Retry-After': '7' }).end())
    await expect(way.list(never)).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 7_000 })
  })

  it('does not follow to another place, where it would show its password', async () => {
    let followed = 0
    const elsewhere = await listen(createServer((_, response) => {
      followed += 1
      response.end()
    }))
    const way = await wayTo((_, response) => void response.writeHead(302, { Location: `http://127.0.0.1:${String(elsewhere)}/` }).end())
    await expect(way.list(never)).rejects.toMatchObject({ kind: 'broken' })
    expect(followed).toBe(0)
  })
})

describe('answers that make no sense', () => {
  it.each([
    ['a page for people', '<!doctype html><html><body>Log in</body></html>'],
    ['entities that grow', `<!DOCTYPE b [<!ENTITY a "${'a'.repeat(1000)}"><!ENTITY c "&a;&a;&a;&a;&a;&a;">]><b>&c;</b>`],
    ['another document', '<feed xmlns="http://www.w3.org/2005/Atom"/>'],
    ['half a document', '<D:multistatus xmlns:D="DAV:"><D:response>'],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['nothing', ''],
  ])('%s', async (_, body) => {
    const way = await wayTo((_request, response) => void response.writeHead(207).end(body))
    await expect(way.list(never)).rejects.toMatchObject({ name: 'WayProblem', kind: 'broken' })
  })

  it('a listing without end is cut', async () => {
    let sent = 0
    const way = await wayTo((_, response) => {
      response.writeHead(207)
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024, ' '))) sent += 1
      }
      response.on('drain', more)
      more()
    })
    await expect(way.list(never)).rejects.toMatchObject({ kind: 'broken' })
    expect(sent).toBeLessThan(64)
  })

  it('a file without end is not had', async () => {
    const one = listing(item)
    const way = await wayTo((request, response) => {
      if (request.method !== 'GET') {
        one(request, response)
        return
      }
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024))) continue
      }
      response.on('drain', more)
      more()
    })
    expect(await way.get(bundle, 1, never)).toBeNull()
  })

  it('an answer that breaks off', async () => {
    const way = await wayTo((_, response) => {
      response.writeHead(207, { 'Content-Length': '1000' })
      response.write('<D:multi')
      setImmediate(() => response.destroy())
    })
    await expect(way.list(never)).rejects.toMatchObject({ kind: 'unreachable' })
  })
})

describe('putting', () => {
  it('never gives a file its name before the whole of it is there', async () => {
    const asked: string[] = []
    const way = await wayTo((request, response) => {
      request.resume().on('end', () => {
        if (request.method === 'PROPFIND') answer(response, [item('/dav', true)])
        else {
          asked.push(`${request.method ?? ''} ${/\.part$/.test(request.url ?? '') ? 'part' : 'name'}`)
          response.writeHead(request.method === 'MOVE' ? 500 : 201).end()
        }
      })
    })
    await expect(way.put(bundle, never)).rejects.toMatchObject({ kind: 'unwritable' })
    expect(asked).toEqual(['PUT part', 'MOVE part', 'DELETE part'])
  })

  it('takes a new connection where the server had closed the kept one', async () => {
    let connections = 0
    const server = createServer({ keepAliveTimeout: 1 }, listing(item))
    server.on('connection', (socket) => {
      connections += 1
      socket.on('data', () => setImmediate(() => socket.end()))
    })
    const way = open(`http://127.0.0.1:${String(await listen(server))}/dav`)
    for (let round = 0; round < 5; round++) expect(await way.get(bundle, 1, never)).toEqual(bundle.bytes)
    expect(connections).toBeGreaterThan(1)
  })
})

describe('TLS', () => {
  const identity = tlsCertificateOf(newDeviceKey(), Date.now())
  const fingerprint = new X509Certificate(identity.cert).fingerprint256

  async function httpsAddress(onAuthorization: (header: string) => void): Promise<string> {
    const port = await listen(createHttpsServer(identity, (request, response) => {
      onAuthorization(request.headers.authorization ?? '')
      listing(item)(request, response)
    }))
    return `https://river:secret@127.0.0.1:${String(port)}/dav`
  }

  it('takes a certificate of its own making by its fingerprint', async () => {
    const seen: string[] = []
    const way = open(`${await httpsAddress((header) => seen.push(header))}#sha256=${fingerprint}`)
    expect(await way.list(never)).toHaveLength(1)
    expect(seen[0]).toBe(`Basic ${Buffer.from('river:secret').toString('base64')}`)
  })

  it.each([['without a fingerprint', ''], ['with another fingerprint', `#sha256=${'0'.repeat(64)}`]])('sends nothing to a certificate that nobody vouches for, %s', async (_, pin) => {
    const seen: string[] = []
    const way = open(`${await httpsAddress((header) => seen.push(header))}${pin}`)
    await expect(way.list(never)).rejects.toMatchObject({ kind: 'unreachable' })
    expect(seen).toEqual([])
  })
})
