import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixedClock, systemClock } from '#service/ports/clock.ts'
import type { HubOptions } from '#service/sync/hub/hub.ts'
import { HUB_STORES, type HubPlaces, openHub } from '../../../../tests/helpers/hub-places.ts'
import { type FirmDevice, makeRelayFirm, type RelayFirm } from '../../../../tests/helpers/relay-firm.ts'
import { RELAY_LIMITS } from './relay-limits.ts'

const never = new AbortController().signal

describe('a way through a relay', () => {
  const closing: (() => unknown)[] = []
  const [sqlite] = HUB_STORES
  let places: HubPlaces
  let firm: RelayFirm
  let device: FirmDevice

  beforeEach(async () => {
    places = await (sqlite?.open() ?? Promise.reject(new Error('no store')))
    firm = makeRelayFirm()
    device = firm.join()
  })
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
    await places.close()
  })

  async function startHub(options: Partial<HubOptions> = {}): Promise<string> {
    const hub = await openHub(await places.create(), options)
    closing.push(() => hub.close())
    return hub.url
  }

  function wayTo(url: string, options: Parameters<FirmDevice['way']>[1] = {}): ReturnType<FirmDevice['way']> {
    const way = device.way(url, options)
    closing.push(() => way.close())
    return way
  }

  /** A relay that answers as the test says. */
  async function startOdd(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    const server: Server = createServer(answer)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    }))
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  }

  /** A line that breaks after so many bytes from the relay, each time. */
  async function startCutting(url: string, bytes: number): Promise<{ readonly url: string; connections(): number }> {
    let connections = 0
    const { port } = new URL(url)
    const server = createTcpServer((near) => {
      connections++
      const far = connect(Number(port), '127.0.0.1')
      let left = bytes
      const end = (socket: Socket) => (): void => void socket.destroy()
      near.on('error', end(far)).on('close', end(far)).pipe(far)
      far.on('error', end(near)).on('close', end(near)).on('data', (chunk: Buffer) => {
        near.write(chunk.subarray(0, left))
        left -= chunk.length
        if (left <= 0) near.end(end(far))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, connections: () => connections }
  }

  it('takes a cut download up where it ended', async () => {
    const url = await startHub()
    const bundle = device.bundle({ n: 1, size: 1_000_000 })
    await wayTo(url).put(bundle, never)
    const line = await startCutting(url, 300_000)
    const got = await wayTo(line.url).get(bundle, 1, never)
    expect(got?.equals(bundle.bytes)).toBe(true)
    expect(line.connections()).toBe(4)
  })

  it('gives up a download that makes no progress', async () => {
    const { port } = new URL(await startHub())
    let tries = 0
    const url = await startOdd((request, response) => {
      if (!request.url?.startsWith('/v1/chains/')) return void pass(request, response, port)
      tries++
      response.writeHead(200, { 'Content-Length': '1000' })
      response.write('', () => setImmediate(() => response.destroy()))
      response.flushHeaders()
    })
    await expect(wayTo(url).get(device.bundle({ n: 1 }), 1, never)).rejects.toMatchObject({ kind: 'unreachable' })
    expect(tries).toBeLessThanOrEqual(3)
  })

  it('says hello again when its token is over', async () => {
    const clock = fixedClock(Date.now())
    const url = await startHub({ clock })
    const way = wayTo(url)
    await way.put(device.bundle({ n: 1 }), never)
    clock.set(clock.now() + 2 * 3_600_000)
    expect(await way.put(device.bundle({ n: 2 }), never)).toBe('new')
  })

  it('learns how far its clock is off, and is let in all the same', async () => {
    const url = await startHub()
    const tenYears = 3_652 * 86_400_000
    const way = wayTo(url, { clock: { now: () => systemClock.now() - tenYears } })
    expect(way.offsetMs).toBeNull()
    await way.list(never)
    expect(Math.abs((way.offsetMs ?? 0) - tenYears)).toBeLessThan(5_000)
  })

  it('shows the relay the certificates of an author that it does not know', async () => {
    const url = await startHub()
    const author = firm.join(Date.now() - 86_400_000)
    const bundle = author.bundle({ n: 1 })
    await expect(wayTo(url, { chainOf: () => null }).put(bundle, never)).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await wayTo(url).put(bundle, never)).toBe('new')
    expect(await wayTo(url, { chainOf: () => null }).put(author.bundle({ n: 2 }), never)).toBe('new')
  })

  it('does not send a large bundle that is refused', async () => {
    const url = await startHub({ limits: { bundle: 100_000 } })
    await expect(wayTo(url).put(device.bundle({ n: 1, size: 5_000_000 }), never)).rejects.toMatchObject({ kind: 'full' })
  })

  it('says when to come again', async () => {
    const clock = fixedClock(Math.floor(Date.now() / 60_000) * 60_000 + 20_000)
    const url = await startHub({ clock, limits: { ...RELAY_LIMITS, perMinute: 2 } })
    const way = wayTo(url)
    await way.list(never)
    await expect(way.list(never)).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 40_000 })
  })

  it('is not taken by a relay of which it is not one', async () => {
    const url = await startHub({ firms: new Set() })
    await expect(wayTo(url).list(never)).rejects.toMatchObject({ kind: 'unauthorized' })
  })

  it('finds nobody where nobody is, and nobody who says anything', async () => {
    await expect(wayTo('http://127.0.0.1:1').list(never)).rejects.toMatchObject({ kind: 'unreachable' })
    const silent = await startOdd(() => undefined)
    await expect(wayTo(silent, { silenceMs: 200 }).list(never)).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it.each([
    ['a page', 200, '<html>hello</html>', 'broken'],
    ['other JSON', 200, '{"nonce":7}', 'broken'],
    ['a redirect', 302, '', 'broken'],
    ['an error of its own', 500, '{"error":"failed"}', 'broken'],
    ['a proxy without a hub behind it', 502, 'bad gateway', 'unreachable'],
  ])('names what is wrong with an answer: %s', async (_title, status, body, kind) => {
    const url = await startOdd((_request, response) => response.writeHead(status).end(body))
    await expect(wayTo(url).list(never)).rejects.toMatchObject({ kind })
  })

  it('does not swallow an endless answer', async () => {
    const url = await startOdd((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      }
      response.writeHead(200).on('drain', more)
      more()
    })
    await expect(wayTo(url).list(never)).rejects.toMatchObject({ name: 'WayProblem' })
  })

  it('says hello once for all that is asked at the same time, whoever gives up meanwhile', async () => {
    let hellos = 0
    const url = await startHub()
    const port = new URL(url).port
    const counting = await startOdd((request, response) => {
      if (request.url === '/v1/hello') hellos++
      void pass(request, response, port)
    })
    const way = wayTo(counting)
    const stop = new AbortController()
    const first = way.list(stop.signal)
    const others = [way.list(never), way.get(device.bundle({ n: 1 }), 1, never)]
    stop.abort(new Error('enough'))
    await expect(first).rejects.toThrow('enough')
    expect(await Promise.all(others)).toEqual([[], null])
    expect(hellos).toBe(1)
  })
})

async function pass(request: IncomingMessage, response: ServerResponse, port: string): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const { authorization } = request.headers
  const reply = await fetch(`http://127.0.0.1:${port}${request.url ?? ''}`, {
    method: request.method ?? 'GET',
    headers: authorization === undefined ? {} : { Authorization: authorization },
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks).toString('utf8') } : {}),
  })
  response.writeHead(reply.status).end(Buffer.from(await reply.arrayBuffer()))
}
