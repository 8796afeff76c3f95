import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fixedClock } from '#service/ports/clock.ts'
import { silentLogger } from '#service/ports/logger.ts'
import { HUB_STORES, type HubPlaces } from '../../../../tests/helpers/hub-places.ts'
import { makeRelayFirm } from '../../../../tests/helpers/relay-firm.ts'
import type { CertifiedDevice, RelayBundle, RelayStore } from '../relay/relay-store.ts'
import type { HubDatabase } from './hub-database.ts'
import { migrateHub } from './hub-schema.ts'
import { createHubSessions } from './hub-sessions.ts'
import { createHubStore, type HubQuota, readUse } from './hub-store.ts'
import { openHubDatabase } from './store-address.ts'

const QUOTA: HubQuota = { bytesPerFirm: 10_000, devicesPerFirm: 3, firms: 2 }
const SITE = 'ab'.repeat(16)
const CHAIN = { site: SITE, scope: 'firm' }

describe.each(HUB_STORES)('hub store on $kind', ({ kind, open }) => {
  const clock = fixedClock(1_800_000_000_000)
  let places: HubPlaces
  let address: string
  let databases: HubDatabase[]
  let db: HubDatabase
  let store: RelayStore
  beforeAll(async () => {
    places = await open()
  }, 60_000)
  afterAll(() => places.close())
  beforeEach(async () => {
    address = await places.create()
    databases = []
    db = await connect()
    await migrateHub(db, address)
    store = createHubStore(db, QUOTA, clock)
  })
  afterEach(async () => {
    for (const one of databases) await one.close()
  })

  async function connect(): Promise<HubDatabase> {
    const opened = await openHubDatabase(address, silentLogger)
    if (!opened) throw new Error(address)
    databases.push(opened.db)
    return opened.db
  }

  it('admits devices and firms as far as there is room', async () => {
    const [first, second, third] = [newDevice(), newDevice(), newDevice()]
    expect(await store.admit(first)).toBe('admitted')
    expect(await store.admit(second)).toBe('admitted')
    expect(await store.admit(third)).toBe('full')
    const more = ['a', 'b', 'c'].map((name) => ({ ...first, device: name.repeat(32) }))
    expect(await Promise.all(more.slice(0, 2).map((device) => store.admit(device)))).toEqual(['admitted', 'admitted'])
    expect(await store.admit({ ...first, device: 'c'.repeat(32) })).toBe('full')
    expect(await store.admit(first)).toBe('admitted')
    expect([await store.rootKey(first.firm), await store.rootKey(third.firm)]).toEqual([first.rootKey, null])
    expect(await store.deviceKey(second.firm, first.device)).toBeNull()
  })

  it('keeps exactly what the quota has room for, however many come at once', async () => {
    const device = newDevice()
    await store.admit(device)
    const outcomes = await Promise.all(Array.from({ length: 15 }, (_, i) => store.put(device.firm, bundleOf(device, i + 1, 1000))))
    expect(outcomes.filter((outcome) => outcome === 'new')).toHaveLength(10)
    expect(outcomes.filter((outcome) => outcome === 'full')).toHaveLength(5)
    expect(await readUse(db)).toEqual([{ firm: device.firm, devices: 1, bundles: 10, bytes: 10_000 }])
    await store.prune(device.firm, CHAIN, 3, device.device)
    expect(await store.put(device.firm, bundleOf(device, 40, 1000))).toBe('new')
  })

  it('has one winner when two say different things at once', async () => {
    const device = newDevice()
    await store.admit(device)
    for (let n = 1; n <= 5; n++) {
      const outcomes = await Promise.all([0, 1, 2, 0].map((variant) => store.put(device.firm, bundleOf(device, n, 100, variant))))
      expect(outcomes.filter((outcome) => outcome === 'new')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome === 'fork').length).toBeGreaterThanOrEqual(2)
    }
  })

  it('is what a list of numbers would be, whatever is put and pruned', async () => {
    const put = fc.record({ act: fc.constant('put' as const), n: fc.integer({ min: 1, max: 8 }) })
    const prune = fc.record({ act: fc.constant('prune' as const), n: fc.integer({ min: 1, max: 10 }) })
    const roomy = createHubStore(db, { ...QUOTA, firms: 1000 }, clock)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof({ weight: 3, arbitrary: put }, prune), { maxLength: 20 }), async (acts) => {
        const device = newDevice()
        await roomy.admit(device)
        const held = new Set<number>()
        let dropped = 0
        for (const { act, n } of acts) {
          if (act === 'put') {
            expect(await roomy.put(device.firm, bundleOf(device, n, 100))).toBe(held.has(n) || n < dropped ? 'known' : 'new')
            if (n >= dropped) held.add(n)
          } else {
            expect(await roomy.prune(device.firm, CHAIN, n, device.device)).toBe(held.size === 0 ? 'absent' : 'pruned')
            if (held.size > 0) dropped = Math.max(dropped, Math.min(n, Math.max(...held)))
            for (const number of held) if (number < dropped) held.delete(number)
          }
          expect(await roomy.chains(device.firm)).toEqual(runsOf(held))
        }
        const use = (await readUse(db)).find(({ firm }) => firm === device.firm)
        expect(use).toMatchObject({ bundles: held.size, bytes: held.size * 100 })
      }),
      { numRuns: 25 },
    )
  })

  it('moves the cursor with every new bundle of the firm and no other, and tells who watches', async () => {
    const [device, other] = [newDevice(), newDevice()]
    await store.admit(device)
    await store.admit(other)
    const before = await store.cursor(device.firm)
    const second = createHubStore(await connect(), QUOTA, clock)
    let told = 0
    const unwatch = store.watch(device.firm, () => told++)
    await store.put(other.firm, bundleOf(other, 1, 100))
    expect(await store.cursor(device.firm)).toBe(before)
    await store.put(device.firm, bundleOf(device, 1, 100))
    await expect.poll(() => told, { timeout: 10_000 }).toBeGreaterThan(0)
    expect(await second.cursor(device.firm)).not.toBe(before)
    unwatch()
  })

  it('counts, lets in and shuts out the same for all who share it', async () => {
    const device = newDevice()
    const caller = { firm: device.firm, device: device.device }
    const [one, two] = [createHubSessions(db), createHubSessions(await connect())]
    expect((await one.nonceSecret()).equals(await two.nonceSecret())).toBe(true)
    expect([await one.useNonce('n', 5), await two.useNonce('n', 5)]).toEqual([true, false])
    await one.addToken('t', caller, 1000)
    expect(await two.callerOf('t', 999)).toEqual(caller)
    expect(await two.callerOf('t', 1000)).toBeNull()
    await Promise.all([one, two, one, two].map((sessions) => sessions.spend(caller, 7, { requests: 1, bytes: 10 })))
    expect(await one.spend(caller, 7, { requests: 1, bytes: 0 })).toEqual({ requests: 5, bytes: 40 })
    expect(await one.spend(caller, 8, { requests: 1, bytes: 0 })).toEqual({ requests: 1, bytes: 0 })
    await store.revoke(device.firm, device.device)
    expect(await two.callerOf('t', 999)).toBeNull()
    await one.sweep(20 * 60_000)
    expect(await two.useNonce('n', 5)).toBe(true)
    expect(await two.spend(caller, 7, { requests: 1, bytes: 0 })).toEqual({ requests: 1, bytes: 0 })
  })

  it('refuses a database of a newer hub, and one that holds other things', async () => {
    await db.all(`UPDATE hub_setting SET value = '99' WHERE name = 'version'`)
    await expect(migrateHub(db, address)).rejects.toMatchObject({ problems: [{ kind: 'hub-store-newer' }] })
    if (kind !== 'SQLite') return
    address = await places.create()
    const workspace = await connect()
    await workspace.all('CREATE TABLE customer (id INTEGER)')
    await expect(migrateHub(workspace, address)).rejects.toMatchObject({ problems: [{ kind: 'hub-store-other' }] })
  })
})

/** The only device of a new firm. */
function newDevice(): CertifiedDevice {
  const { root, tag, admin } = makeRelayFirm()
  return { firm: tag, device: admin.name, rootKey: root.publicKey, publicKey: admin.key.publicKey, chain: admin.chain, holders: [admin.name] }
}

function bundleOf({ device }: CertifiedDevice, n: number, size: number, variant = 0): RelayBundle {
  const bytes = Buffer.alloc(size, n + 100 * variant)
  return { ...CHAIN, n, device, bytes, hash: createHash('sha256').update(bytes).digest() }
}

function runsOf(held: ReadonlySet<number>): unknown[] {
  const runs: { from: number; to: number }[] = []
  for (const n of [...held].sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last?.to === n - 1) last.to = n
    else runs.push({ from: n, to: n })
  }
  return runs.map((run) => ({ ...CHAIN, ...run }))
}
