import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { fixedClock, systemClock } from '#service/ports/clock.ts'
import { silentLogger } from '#service/ports/logger.ts'
import type { HubOptions } from '#service/sync/hub/hub.ts'
import { HUB_STORES, type HubPlaces, openHub } from '../../../../tests/helpers/hub-places.ts'
import { type FirmDevice, makeRelayFirm, type RelayFirm } from '../../../../tests/helpers/relay-firm.ts'
import { tokenHash } from './introduce.ts'
import { memorySessions } from './memory-sessions.ts'
import { createRelayHandler } from './relay-handler.ts'
import { RELAY_LIMITS } from './relay-limits.ts'
import { createRelayServer } from './relay-server.ts'
import type { RelayStore } from './relay-store.ts'

/** The handler as the hub runs it: over a store in a file, asked by hand. */
describe('relay', () => {
  const [sqlite] = HUB_STORES
  let places: HubPlaces
  let hub: Awaited<ReturnType<typeof openHub>>
  let firm: RelayFirm
  let device: FirmDevice

  beforeEach(async () => {
    places = await (sqlite?.open() ?? Promise.reject(new Error('no store')))
    firm = makeRelayFirm()
    device = firm.join()
  })
  afterEach(async () => {
    await hub.close()
    await places.close()
  })

  async function start(options: Partial<HubOptions> = {}): Promise<void> {
    hub = await openHub(await places.create(), options)
  }

  async function nonce(): Promise<string> {
    const { nonce } = (await (await fetch(`${hub.url}/v1/nonce`)).json()) as { nonce: string }
    return nonce
  }

  async function sayHello(body: unknown): Promise<{ status: number; reply: unknown }> {
    const reply = await fetch(`${hub.url}/v1/hello`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })
    return { status: reply.status, reply: await reply.json() }
  }

  async function ask(method: string, path: string, token: string | null, body?: Buffer): Promise<Response> {
    const headers = token === null ? {} : { Authorization: `Bearer ${token}` }
    return fetch(`${hub.url}/v1/${path}`, { method, headers, ...(body ? { body: new Uint8Array(body) } : {}) })
  }

  function place({ site, scope, n }: { readonly site: string; readonly scope: string; readonly n: number }): string {
    return `chains/${site}/${scope}/${String(n)}`
  }

  describe('hello', () => {
    it('gives a token, the time and the limits to a device of the firm', async () => {
      await start()
      const { status, reply } = await sayHello(device.hello(hub.url, await nonce()))
      expect(status).toBe(200)
      expect(reply).toMatchObject({ token: expect.stringMatching(/^[\w-]{43}$/) as string, now: expect.any(Number) as number, limits: { bundle: 16_777_216, perMinute: 3000 } })
    })

    it('says the same to everybody who is not taken', async () => {
      await start({ hosts: ['127.0.0.1'] })
      const stranger = makeRelayFirm().join()
      const old = firm.join(Date.now() - 86_400_000)
      const good = device.hello(hub.url, await nonce())
      const used = await nonce()
      expect((await sayHello(device.hello(hub.url, used))).status).toBe(200)
      const wrong = [
        { ...good, rootKey: stranger.hello(hub.url, await nonce())['rootKey'] },
        { ...good, chain: stranger.chain },
        { ...good, nonce: '00'.repeat(16) },
        { ...good, at: 1 },
        device.hello(hub.url, used),
        device.hello(hub.url, await nonce(), { host: 'evil.example' }),
        device.hello(hub.url, await nonce(), { signing: stranger.key.signing }),
        old.hello(hub.url, await nonce()),
      ]
      for (const body of wrong) expect(await sayHello(body)).toEqual({ status: 401, reply: { error: 'hello' } })
    })

    it('refuses what is no hello', async () => {
      await start()
      const good = device.hello(hub.url, await nonce())
      for (const body of ['', '{', '[]', { ...good, more: 1 }, { ...good, chain: [] }, { ...good, nonce: 'x' }]) {
        expect(await sayHello(body)).toEqual({ status: 400, reply: { error: 'malformed' } })
      }
    })

    it('is refused for a name that is not the hub\'s', async () => {
      await start({ hosts: ['hub.example'] })
      expect((await sayHello(device.hello(hub.url, await nonce()))).status).toBe(401)
    })

    it('serves only the firms that are allowed', async () => {
      await start({ firms: new Set([makeRelayFirm().tag]) })
      expect(await sayHello(device.hello(hub.url, await nonce()))).toEqual({ status: 403, reply: { error: 'not-served' } })
    })

    it('limits strangers by address', async () => {
      await start({ limits: { strangerPerMinute: 3 }, clock: fixedClock(Date.now()) })
      const statuses = []
      for (let i = 0; i < 5; i++) statuses.push(await fetch(`${hub.url}/v1/nonce`))
      expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429])
      expect(Number(statuses[3]?.headers.get('retry-after'))).toBeGreaterThan(0)
    })
  })

  describe('tokens', () => {
    it('are asked for by everything else, in the same words', async () => {
      await start()
      for (const path of ['chains', 'wait', `chains/${device.site}/firm/1`, 'nothing', 'hub_token']) {
        const reply = await ask('GET', path, null)
        expect([reply.status, await reply.json()]).toEqual([401, { error: 'token' }])
      }
      expect((await ask('GET', 'chains', 'A'.repeat(43))).status).toBe(401)
    })

    it('are good for an hour', async () => {
      const clock = fixedClock(Date.now())
      await start({ clock })
      const token = await device.token(hub.url)
      clock.set(clock.now() + 3_599_000)
      expect((await ask('GET', 'chains', token)).status).toBe(200)
      clock.set(clock.now() + 2_000)
      expect((await ask('GET', 'chains', token)).status).toBe(401)
    })
  })

  describe('bundles', () => {
    it('are stored only where they say they belong, whole and signed', async () => {
      await start()
      const token = await device.token(hub.url)
      const bundle = device.bundle({ n: 1 })
      const flipped = Buffer.from(bundle.bytes)
      flipped[flipped.length - 100] = (flipped[flipped.length - 100] ?? 0) ^ 1
      const stranger = makeRelayFirm().join().bundle({ n: 1 })
      const unknown = firm.join().bundle({ n: 1 })
      const answers = [
        await ask('PUT', place({ ...bundle, n: 2 }), token, bundle.bytes),
        await ask('PUT', place({ ...bundle, scope: 'whole' }), token, bundle.bytes),
        await ask('PUT', place(bundle), token, flipped),
        await ask('PUT', place(bundle), token, bundle.bytes.subarray(0, 100)),
        await ask('PUT', place(stranger), token, stranger.bytes),
        await ask('PUT', place(unknown), token, unknown.bytes),
      ]
      expect(await Promise.all(answers.map(async (answer) => [answer.status, await answer.json()]))).toEqual([
        [400, { error: 'other-place' }],
        [400, { error: 'other-place' }],
        [400, { error: 'signature' }],
        [400, { error: 'malformed' }],
        [403, { error: 'other-firm' }],
        [403, { error: 'unknown-device' }],
      ])
      expect(await (await ask('GET', 'chains', token)).json()).toEqual([])
    })

    it('go on from where a download was cut', async () => {
      await start()
      const token = await device.token(hub.url)
      const bundle = device.bundle({ n: 1 })
      expect((await ask('PUT', place(bundle), token, bundle.bytes)).status).toBe(201)
      const rest = await fetch(`${hub.url}/v1/${place(bundle)}`, { headers: { Authorization: `Bearer ${token}`, Range: 'bytes=1000-' } })
      expect([rest.status, rest.headers.get('content-range')]).toEqual([206, `bytes 1000-${String(bundle.bytes.length - 1)}/${String(bundle.bytes.length)}`])
      expect(Buffer.from(await rest.arrayBuffer()).equals(bundle.bytes.subarray(1000))).toBe(true)
      const behind = await fetch(`${hub.url}/v1/${place(bundle)}`, { headers: { Authorization: `Bearer ${token}`, Range: 'bytes=99999999-' } })
      expect(behind.status).toBe(416)
    })

    it('do not come back once their fold replaced them', async () => {
      await start()
      const token = await device.token(hub.url)
      for (const n of [1, 2, 3]) await ask('PUT', place({ ...device.bundle({ n }), n }), token, device.bundle({ n }).bytes)
      expect((await ask('DELETE', `chains/${device.site}/firm?before=99`, token)).status).toBe(200)
      expect(await (await ask('GET', 'chains', token)).json()).toEqual([{ site: device.site, scope: 'firm', from: 3, to: 3 }])
      const again = await ask('PUT', place(device.bundle({ n: 1 })), token, device.bundle({ n: 1 }).bytes)
      expect([again.status, await again.json()]).toEqual([200, { stored: 'known' }])
      expect((await ask('GET', place(device.bundle({ n: 1 })), token)).status).toBe(404)
    })

    it('are listed by runs when there is a hole', async () => {
      await start()
      const token = await device.token(hub.url)
      for (const n of [1, 2, 5]) await ask('PUT', place(device.bundle({ n })), token, device.bundle({ n }).bytes)
      expect(await (await ask('GET', 'chains', token)).json()).toEqual([
        { site: device.site, scope: 'firm', from: 1, to: 2 },
        { site: device.site, scope: 'firm', from: 5, to: 5 },
      ])
    })
  })

  describe('limits', () => {
    it('stop a device that asks too often until the next minute', async () => {
      const clock = fixedClock(Math.floor(Date.now() / 60_000) * 60_000 + 10_000)
      await start({ limits: { perMinute: 3 }, clock })
      const token = await device.token(hub.url)
      const other = await firm.admin.token(hub.url)
      const statuses = []
      for (let i = 0; i < 4; i++) statuses.push(await ask('GET', 'chains', token))
      expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 429])
      expect(statuses[3]?.headers.get('retry-after')).toBe('50')
      expect((await ask('GET', 'chains', other)).status).toBe(200)
      clock.set(clock.now() + 50_000)
      expect((await ask('GET', 'chains', token)).status).toBe(200)
    })

    it('stop a device that sends too much', async () => {
      await start({ limits: { bytesPerMinute: 12_000 }, clock: fixedClock(Date.now()) })
      const token = await device.token(hub.url)
      const statuses = []
      for (const n of [1, 2, 3]) statuses.push((await ask('PUT', place(device.bundle({ n })), token, device.bundle({ n }).bytes)).status)
      expect(statuses).toEqual([201, 201, 429])
    })

    it('refuse a bundle that is too large before it was sent', async () => {
      await start()
      const token = await device.token(hub.url)
      const socket = await open()
      socket.write(head('PUT', place(device.bundle({ n: 1 })), token, `Content-Length: ${String(17 * 1024 * 1024)}\r\nExpect: 100-continue\r\n`))
      const answer = await everything(socket)
      expect(answer).toMatch(/^HTTP\/1\.1 413 /)
      expect(answer).toContain('{"error":"too-large"}')
    })

    it('want to know how long a bundle is', async () => {
      await start()
      const token = await device.token(hub.url)
      const socket = await open()
      socket.write(head('PUT', place(device.bundle({ n: 1 })), token, 'Transfer-Encoding: chunked\r\n') + '5\r\nhello\r\n')
      expect(await everything(socket)).toMatch(/^HTTP\/1\.1 400 /)
    })

    it('end a body that trickles in', async () => {
      await start({ limits: { graceMs: 100, slowestLine: 100_000_000 } })
      const token = await device.token(hub.url)
      const socket = await open()
      socket.write(head('PUT', place(device.bundle({ n: 1 })), token, 'Content-Length: 5000\r\n') + 'TRB1')
      const dripping = setInterval(() => socket.write('x'), 20)
      const answer = await everything(socket)
      clearInterval(dripping)
      expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    })

    it('end a head that trickles in', async () => {
      await start({ limits: { headersMs: 200 } })
      const socket = await open()
      socket.write('GET /v1/nonce HTTP/1.1\r\n')
      const dripping = setInterval(() => socket.write('X: y\r\n'), 50)
      expect(await everything(socket)).toMatch(/^(HTTP\/1\.1 408 |$)/)
      clearInterval(dripping)
    })
  })

  describe('a revoked device', () => {
    it('is out at once, whatever it holds', async () => {
      await start()
      const thief = firm.join()
      const token = await thief.token(hub.url)
      expect((await ask('GET', 'chains', token)).status).toBe(200)
      const admin = firm.admin.way(hub.url)
      await admin.revoke(thief.name, AbortSignal.timeout(5000))
      await admin.close()
      expect((await ask('PUT', place(thief.bundle({ n: 1 })), token, thief.bundle({ n: 1 }).bytes)).status).toBe(401)
      expect(await sayHello(thief.hello(hub.url, await nonce()))).toEqual({ status: 403, reply: { error: 'revoked' } })
    })

    it('cannot be named by somebody who is no admin of everything', async () => {
      await start()
      const other = firm.join()
      const way = device.way(hub.url)
      await expect(way.revoke(other.name, AbortSignal.timeout(5000))).rejects.toMatchObject({ kind: 'forbidden' })
      await way.close()
      expect((await sayHello(other.hello(hub.url, await nonce()))).status).toBe(200)
    })

    it('that was an admin lets nobody new in; those whom the hub knew go on', async () => {
      const clock = fixedClock(Date.now())
      await start({ clock })
      const knownBefore = firm.join()
      await knownBefore.token(hub.url)
      clock.set(clock.now() + 1000)
      const second = firm.secondAdmin().way(hub.url)
      await second.revoke(firm.admin.name, AbortSignal.timeout(5000))
      await second.close()
      expect((await sayHello(knownBefore.hello(hub.url, await nonce()))).status).toBe(200)
      expect(await sayHello(firm.join().hello(hub.url, await nonce()))).toEqual({ status: 403, reply: { error: 'revoked' } })
    })
  })

  async function open(): Promise<Socket> {
    const socket = connect(hub.port, '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    return socket
  }

  function head(method: string, path: string, token: string, more: string): string {
    return `${method} /v1/${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n${more}\r\n`
  }

  function everything(socket: Socket): Promise<string> {
    return new Promise((resolve) => {
      let text = ''
      socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
      socket.on('close', () => resolve(text))
    })
  }
})

describe('a relay with a slow store', () => {
  it('forgets whoever hangs up while it looks who that is', async () => {
    const sessions = memorySessions()
    const token = 'T'.repeat(43)
    await sessions.addToken(tokenHash(token), { firm: 'f', device: 'd' }, Number.MAX_SAFE_INTEGER)
    const slow = { ...sessions, callerOf: (hash: string, now: number) => delay(30).then(() => sessions.callerOf(hash, now)) }
    const limits = { ...RELAY_LIMITS, inFlightPerDevice: 2, inFlight: 40_000 }
    const policy = { admits: () => true, mayRead: () => true, mayWrite: () => true }
    const server = createRelayServer(createRelayHandler({ store: emptyStore(), sessions: slow, policy, limits, clock: systemClock, logger: silentLogger, hosts: null }), limits, null)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo

    const put = `PUT /v1/chains/${'ab'.repeat(16)}/firm/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 15000\r\n\r\nTRB1`
    for (const request of [put, put, put, put.replace('PUT', 'GET'), put.replace(/PUT \S+/, 'GET /v1/wait?since=0')]) {
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      socket.write(request)
      await delay(5)
      socket.destroy()
    }
    await delay(100)
    const asked = await Promise.all([1, 2].map(() => fetch(`http://127.0.0.1:${String(port)}/v1/chains`, { headers: { Authorization: `Bearer ${token}` } })))
    expect(asked.map(({ status }) => status)).toEqual([200, 200])
  })
})

function emptyStore(): RelayStore {
  return {
    admit: () => Promise.resolve('full'), deviceKey: () => Promise.resolve(null), rootKey: () => Promise.resolve(null), revoke: () => Promise.resolve(),
    chains: () => Promise.resolve([]), get: () => Promise.resolve(null), put: () => Promise.resolve('full'), prune: () => Promise.resolve('absent'),
    cursor: () => Promise.resolve('0'), watch: () => () => undefined,
  }
}
