import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { newDeviceKey } from '#service/sync/identity/device-key.ts'
import { tlsCertificateOf } from '#service/sync/identity/tls-certificate.ts'
import type { RelayWay } from '#service/sync/relay/relay-way.ts'
import type { SealedBundle } from '#service/sync/ways/way.ts'
import { HUB_STORES, type HubPlaces } from '../helpers/hub-places.ts'
import { type HubProcess, startHubProcess } from '../helpers/hub-process.ts'
import { type FirmDevice, makeRelayFirm } from '../helpers/relay-firm.ts'

const never = new AbortController().signal

/** Hubs as processes of the command, and copies that come to them. */
describe.each(HUB_STORES)('hub on $kind', ({ open }) => {
  const { places, start, way } = useHubs(open)

  it('says when it is ready, answers for its health, and stops cleanly with what it was told', async () => {
    const store = await places().create()
    const firm = makeRelayFirm()
    const hub = await start(store)
    const health = await fetch(`${hub.url}/v1/health`)
    expect([health.status, await health.json()]).toEqual([200, { ok: true }])
    await way(firm.admin, hub).put(firm.admin.bundle({ n: 1 }), never)
    expect(await hub.stop()).toBe(0)

    const again = await start(store)
    expect(await way(firm.admin, again).list(never)).toEqual([{ site: firm.admin.site, scope: 'firm', from: 1, to: 1 }])
  })

  it('keeps firms apart: a token of one reads nothing of the other, nor whether it is there', async () => {
    const [ours, theirs] = [makeRelayFirm(), makeRelayFirm()]
    const hub = await start(await places().create())
    const secret = theirs.admin.bundle({ n: 1 })
    await way(theirs.admin, hub).put(secret, never)

    const spy = way(ours.admin, hub)
    const nobody = makeRelayFirm().admin
    expect(await spy.list(never)).toEqual([])
    expect(await spy.get(secret, 1, never)).toBeNull()
    expect(await spy.get(nobody.bundle({ n: 1 }), 1, never)).toBeNull()
    await spy.prune(secret, 2, never)
    const token = await ours.admin.token(hub.url)
    const answers = []
    for (const { site, scope, bytes } of [secret, nobody.bundle({ n: 1 })]) {
      for (const [method, path, body] of [['GET', '/1'], ['DELETE', '?before=2'], ['PUT', '/1', bytes]] as const) {
        const answer = await fetch(`${hub.url}/v1/chains/${site}/${scope}${path}`, {
          method, headers: { Authorization: `Bearer ${token}` }, ...(body ? { body: new Uint8Array(body) } : {}),
        })
        answers.push([method, answer.status, await answer.json()])
      }
    }
    expect(answers.slice(0, 3)).toEqual(answers.slice(3))
    expect(await way(theirs.admin, hub).get(secret, 1, never)).toEqual(secret.bytes)
  })

  it('has nothing half after it was killed in the middle of a bundle, and all that it said it has', async () => {
    const store = await places().create()
    const firm = makeRelayFirm()
    const device = firm.admin
    let hub = await start(store)
    const kept = device.bundle({ n: 1 })
    expect(await way(device, hub).put(kept, never)).toBe('new')
    for (const [round, pause] of [0, 3, 10, 30].entries()) {
      const bundle = device.bundle({ n: round + 2, size: 4_000_000 })
      await halfPut(hub, device, bundle)
      const whole = way(device, hub).put(device.bundle({ n: 100 + round, size: 4_000_000 }), never).then(() => true, () => false)
      await delay(pause)
      await hub.kill()
      const isStored = await whole

      hub = await start(store)
      const after = way(device, hub)
      expect(await after.get(kept, 1, never)).toEqual(kept.bytes)
      expect(await after.get(bundle, bundle.n, never)).toBeNull()
      const other = await after.get(bundle, 100 + round, never)
      if (isStored) expect(other).not.toBeNull()
      if (other) expect(other.equals(device.bundle({ n: 100 + round, size: 4_000_000 }).bytes)).toBe(true)
    }
  })

  it('speaks TLS, with the certificate that it is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tributary-tls-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const { key, cert } = tlsCertificateOf(newDeviceKey(), Date.now())
    const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') }
    writeFileSync(files.key, key)
    writeFileSync(files.cert, cert)
    const firm = makeRelayFirm()
    const hub = await start(await places().create(), ['--listen', '127.0.0.1:0', '--tls-cert', files.cert, '--tls-key', files.key])
    expect(hub.url).toMatch(/^https:/)
    const trusting = way(firm.admin, hub, { agent: new Agent({ ca: cert, checkServerIdentity: () => undefined }) })
    expect(await trusting.put(firm.admin.bundle({ n: 1 }), never)).toBe('new')
    await expect(way(firm.admin, hub).list(never)).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it('serves the firms of its list', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tributary-allow-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const [ours, others] = [makeRelayFirm(), makeRelayFirm()]
    const list = join(folder, 'firms')
    writeFileSync(list, `# those who pay\n${ours.tag} # us\n`)
    const hub = await start(await places().create(), ['--listen', '127.0.0.1:0', '--allow', list])
    expect(await way(ours.admin, hub).list(never)).toEqual([])
    await expect(way(others.admin, hub).list(never)).rejects.toMatchObject({ kind: 'unauthorized' })
  })
})

/** Only PostgreSQL is shared. */
describe.each(HUB_STORES.filter(({ kind }) => kind === 'PostgreSQL'))('two hub processes over one $kind', ({ open }) => {
  const { places, start, way } = useHubs(open)
  let hubs: [HubProcess, HubProcess]
  beforeEach(async () => {
    const store = await places().create()
    // at the same time, on an empty database
    hubs = await Promise.all([start(store), start(store)])
  })

  it('gives at one what was put at the other, and wakes who waits there', async () => {
    const firm = makeRelayFirm()
    const reader = way(firm.admin, hubs[0])
    expect(await reader.list(never)).toEqual([])
    const woken = reader.changed(never)
    const bundle = firm.join().bundle({ n: 1 })
    await way(firm.join(), hubs[1]).put(bundle, never)
    await woken
    expect(await reader.get(bundle, 1, never)).toEqual(bundle.bytes)
  })

  it('lets exactly one of two bundles have a number', async () => {
    const firm = makeRelayFirm()
    const ways = hubs.map((hub) => way(firm.admin, hub))
    for (const one of ways) await one.list(never)
    for (let n = 1; n <= 10; n++) {
      const outcomes = await Promise.all(
        ways.map((one, i) => one.put(firm.admin.bundle({ n, variant: i, size: 100_000 }), never).catch((cause: unknown) => (cause as { kind: string }).kind)),
      )
      expect(outcomes.sort()).toEqual(['fork', 'new'])
      const winner = await Promise.all(ways.map((one) => one.get(firm.admin.bundle({ n }), n, never)))
      expect(winner[0]?.equals(winner[1] ?? Buffer.alloc(0))).toBe(true)
    }
  })

  it('takes each other\'s tokens, counts together, and shuts a revoked device out of both', async () => {
    const firm = makeRelayFirm()
    const device = firm.join()
    const token = await device.token(hubs[0].url)
    const status = async (hub: HubProcess): Promise<number> => (await fetch(`${hub.url}/v1/chains`, { headers: { Authorization: `Bearer ${token}` } })).status
    expect([await status(hubs[0]), await status(hubs[1])]).toEqual([200, 200])
    await way(firm.admin, hubs[0]).revoke(device.name, never)
    expect([await status(hubs[0]), await status(hubs[1])]).toEqual([401, 401])
  })

  it('takes a nonce once, wherever it was got', async () => {
    const device = makeRelayFirm().admin
    const { nonce } = (await (await fetch(`${hubs[0].url}/v1/nonce`)).json()) as { nonce: string }
    const statuses = await Promise.all(
      hubs.map(async ({ url }) => (await fetch(`${url}/v1/hello`, { method: 'POST', body: JSON.stringify(device.hello(url, nonce)) })).status),
    )
    expect(statuses.sort()).toEqual([200, 401])
  })

  it('says that it is away while its database is, and goes on by itself', async () => {
    const firm = makeRelayFirm()
    const reader = way(firm.admin, hubs[0])
    await reader.list(never)
    const cut = Promise.allSettled(Array.from({ length: 6 }, (_, i) => reader.put(firm.admin.bundle({ n: 50 + i, size: 4_000_000 }), never)))
    await delay(60)
    const restart = await places().crash?.()
    await cut
    expect((await fetch(`${hubs[0].url}/v1/health`)).status).toBe(503)
    await expect(reader.list(never)).rejects.toMatchObject({ kind: 'unreachable', retryAfterMs: 5000 })
    await restart?.()

    const bundle = firm.admin.bundle({ n: 1 })
    expect(await way(firm.admin, hubs[1]).put(bundle, never)).toBe('new')
    await reader.changed(never)
    expect(await reader.get(bundle, 1, never)).toEqual(bundle.bytes)
    let put = 1
    const woken = reader.changed(never)
    await vi.waitFor(async () => {
      // the listener connects again in its own time
      const answer = await Promise.race([woken.then(() => true), delay(50, false)])
      if (!answer) await way(firm.admin, hubs[1]).put(firm.admin.bundle({ n: ++put }), never)
      expect(answer).toBe(true)
    }, { timeout: 20_000 })
  })

  it('keeps cursors in order: whoever waits at one misses nothing that comes at both', async () => {
    const firm = makeRelayFirm()
    const writers = [firm.join(), firm.join()]
    const reader = way(firm.admin, hubs[0])
    await reader.list(never)
    const writing = Promise.all(writers.map(async (writer, i) => {
      const to = way(writer, hubs[i % 2] ?? hubs[0])
      for (let n = 1; n <= 15; n++) await to.put(writer.bundle({ n }), never)
    }))
    const seen = (listed: readonly { readonly to: number }[]): boolean => listed.length === 2 && listed.every(({ to }) => to === 15)
    for (let rounds = 0; !seen(await reader.list(never)); rounds++) {
      if (rounds > 40) throw new Error('never woken for the last one')
      await reader.changed(AbortSignal.timeout(20_000))
    }
    await writing
  })
})

/** Announces a bundle and sends half of it. */
async function halfPut(hub: HubProcess, device: FirmDevice, { site, scope, n, bytes }: SealedBundle): Promise<void> {
  const token = await device.token(hub.url)
  const socket = connect(Number(new URL(hub.url).port), '127.0.0.1').on('error', () => undefined)
  await once(socket, 'connect')
  const head = `PUT /v1/chains/${site}/${scope}/${String(n)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${String(bytes.length)}\r\n\r\n`
  await new Promise((resolve) => socket.write(Buffer.concat([Buffer.from(head), bytes.subarray(0, bytes.length / 2)]), resolve))
}

/** Gives databases, hubs and ways to them that end with the test. */
function useHubs(open: () => Promise<HubPlaces>): {
  places(): HubPlaces
  start(store: string, args?: readonly string[]): Promise<HubProcess>
  way(device: FirmDevice, hub: { readonly url: string }, options?: Parameters<FirmDevice['way']>[1]): RelayWay
} {
  const closing: (() => unknown)[] = []
  let places: HubPlaces
  beforeAll(async () => {
    places = await open()
  })
  afterAll(() => places.close())
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })
  return {
    places: () => places,
    async start(store, args) {
      const hub = await startHubProcess(store, args)
      closing.push(() => hub.kill())
      return hub
    },
    way(device, hub, options = {}) {
      const opened = device.way(hub.url, options)
      closing.push(() => opened.close())
      return opened
    },
  }
}
