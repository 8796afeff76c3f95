import { createSocket } from 'node:dgram'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fetchInvitation } from '#service/sync/lan/join-by-code.ts'
import { LanPresence } from '#service/sync/lan/lan-presence.ts'
import { Refused } from '#service/refusal.ts'
import { memoryRelayStore } from '../helpers/memory-relay-store.ts'
import { type FirmDevice, setupFirm, type TestFirm } from '../helpers/setup-firm.ts'
import { openWayTo } from '../helpers/setup-lan.ts'

const never = new AbortController().signal
/** Not the port of mDNS, so that what runs on this computer neither hears nor disturbs us. */
let port = 0
beforeAll(() => new Promise<void>((resolve) => {
  const socket = createSocket({ type: 'udp4', reuseAddr: true })
  socket.bind(0, () => {
    port = socket.address().port
    socket.close(resolve)
  })
}))

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function setupPresence(firm: TestFirm, device: FirmDevice): { presence: LanPresence; until(condition: () => boolean): Promise<void> } {
  const watchers = new Set<() => void>()
  const presence = new LanPresence({
    device: device.key, firm: firm.tag, exchange: { store: memoryRelayStore(), policy: { admits: () => true, mayRead: () => true, mayWrite: () => true } }, isRevoked: () => false,
    discovery: { port, roundMs: 300 },
    changed() {
      for (const watcher of watchers) watcher()
    },
  })
  closing.push(() => presence.close())
  const until = (condition: () => boolean): Promise<void> => new Promise((resolve) => {
    const look = (): void => {
      if (!condition()) return
      watchers.delete(look)
      resolve()
    }
    watchers.add(look)
    look()
  })
  return { presence, until }
}

describe('LanPresence', () => {
  it('opens nothing before it is asked', () => {
    const firm = setupFirm()
    const { presence } = setupPresence(firm, firm.addDevice())
    expect(presence.state).toEqual({ port: null, discovery: 'off', copies: [] })
  })

  it('listens, serves, and is silent again', async () => {
    const firm = setupFirm()
    const [host, guest] = [firm.addDevice(), firm.addDevice()]
    const { presence } = setupPresence(firm, host)
    const at = await presence.listen([0])
    expect(await presence.listen([0])).toBe(at)
    const way = openWayTo(at, guest, host)
    closing.push(() => way.close())
    expect(await way.list(never)).toEqual([])

    presence.pairing.open('"invitation"')
    await presence.silence()
    expect(presence.state.port).toBeNull()
    expect(presence.pairing.state?.outcome).toBe('closed')
    await expect(way.list(never)).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it('stops where it was asked to listen and to be silent at once', async () => {
    const firm = setupFirm()
    const { presence } = setupPresence(firm, firm.addDevice())
    await Promise.all([presence.listen([0]), presence.silence(), presence.listen([0]), presence.silence()])
    expect(presence.state.port).toBeNull()
  })

  it('hears copies of its firm only, and not itself', async () => {
    const [firm, other] = [setupFirm(), setupFirm()]
    const one = setupPresence(firm, firm.addDevice())
    const two = firm.addDevice()
    const listeners = [setupPresence(firm, two), setupPresence(other, other.addDevice())]
    await Promise.all([one, ...listeners].map(({ presence }) => presence.listen([0])))
    await one.until(() => one.presence.state.copies.length > 0)
    expect(one.presence.state.copies.map(({ device }) => device)).toEqual([two.key.device.toString('hex')])
  })
})

describe('fetchInvitation', () => {
  it('finds who made the code in the network, without an address', async () => {
    const firm = setupFirm()
    const [{ presence }, other] = [setupPresence(firm, firm.addDevice()), setupPresence(firm, firm.addDevice())]
    await Promise.all([presence.listen([0]), other.presence.listen([0])])
    const { code } = presence.pairing.open('"invitation"')
    expect(await fetchInvitation({ code: code.toLowerCase(), address: null }, never, { discovery: { port } })).toBe('"invitation"')
  })

  it('asks the address that was typed', async () => {
    const firm = setupFirm()
    const { presence } = setupPresence(firm, firm.addDevice())
    const at = await presence.listen([0])
    const { code } = presence.pairing.open('"invitation"')
    expect(await fetchInvitation({ code, address: `127.0.0.1:${String(at)}` }, never)).toBe('"invitation"')
  })

  it.each([
    ['code-malformed', { code: '0123', address: null }],
    ['address-malformed', { code: '0123-4567-89AB-CDEF-GHJK-MNPQ', address: 'http://x' }],
    ['pairing-not-found', { code: '0123-4567-89AB-CDEF-GHJK-MNPQ', address: null }],
  ])('refuses with %s', async (kind, input) => {
    const thrown: unknown = await fetchInvitation(input, never, { discovery: { port }, lookMs: 300 }).catch((cause: unknown) => cause)
    expect(thrown).toBeInstanceOf(Refused)
    expect((thrown as Refused).problems).toMatchObject([{ kind }])
  })

  it('can be given up while it looks', async () => {
    const stop = new AbortController()
    const reason = new Error('stopped by the test')
    setTimeout(() => stop.abort(reason), 50)
    await expect(fetchInvitation({ code: '0123-4567-89AB-CDEF-GHJK-MNPQ', address: null }, stop.signal, { discovery: { port } })).rejects.toBe(reason)
  })
})
