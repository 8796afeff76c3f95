import { spawn } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { mutate, randomOf } from '../fuzz/mutate.ts'
import { Discovery, type DiscoveryPorts, type FoundCopy } from '#service/sync/lan/discovery.ts'

const firm = 'f1'.repeat(16)
const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(32)) as [string, string, string]
const MULTICAST = '224.0.0.251'

/** Not the port of mDNS, so that what runs on this computer neither hears nor disturbs us. */
let port = 0
/** A computer without any network interface that is up has nobody to hear. */
let hasMulticast = false
beforeAll(async () => {
  const socket = await bound({ reuseAddr: true })
  port = socket.address().port
  hasMulticast = await hearsItself(socket, port)
  await new Promise<void>((resolve) => socket.close(resolve))
})

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function setupDiscovery(ports: DiscoveryPorts = {}): { discovery: Discovery; until(condition: (found: readonly FoundCopy[]) => boolean): Promise<readonly FoundCopy[]> } {
  const watchers = new Set<() => void>()
  const discovery = new Discovery({
    port, roundMs: 200, ...ports,
    changed() {
      for (const watcher of watchers) watcher()
    },
  })
  closing.push(() => discovery.close())
  const until = (condition: (found: readonly FoundCopy[]) => boolean): Promise<readonly FoundCopy[]> => new Promise((resolve) => {
    const look = (): void => {
      if (!condition(discovery.found)) return
      watchers.delete(look)
      resolve(discovery.found)
    }
    watchers.add(look)
    look()
  })
  return { discovery, until }
}

describe('Discovery', () => {
  it('finds two copies on one computer, and notices when one says good-bye', async ({ skip }) => {
    skip(!hasMulticast, 'no multicast on this computer')
    const first = setupDiscovery()
    const second = setupDiscovery()
    const reader = setupDiscovery()
    first.discovery.advertise({ firm, device: one, port: 1111 })
    second.discovery.advertise({ firm, device: two, port: 2222 })
    const found = await reader.until((copies) => copies.length === 2)
    expect(found.map(({ device }) => device).sort()).toEqual([one, two])
    const copy = found.find(({ device }) => device === two)
    expect(copy?.firm).toBe(firm)
    expect(copy?.addresses[0]?.port).toBe(2222)

    await first.discovery.close()
    expect(await reader.until((copies) => copies.length === 1)).toMatchObject([{ device: two }])
    second.discovery.advertise(null)
    await reader.until((copies) => copies.length === 0)
  })

  it('finds a copy in another process, which finds us', async ({ skip }) => {
    skip(!hasMulticast, 'no multicast on this computer')
    const { discovery, until } = setupDiscovery()
    discovery.advertise({ firm, device: one, port: 1111 })
    const child = spawn(process.execPath, [join(import.meta.dirname, 'lan-announcer.ts'), String(port), firm, three, '3333'], { stdio: ['pipe', 'pipe', 'inherit'] })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    closing.push(() => void child.kill('SIGKILL'))
    const told = new Promise<void>((resolve) => {
      child.stdout.on('data', (bytes: Buffer) => String(bytes).includes(one) && resolve())
    })
    await until((copies) => copies.some(({ device }) => device === three))
    await told
    child.stdin.end()
    expect(await ended).toBe(0)
    await until((copies) => copies.every(({ device }) => device !== three))
  })

  it('forgets a copy that fell silent', async ({ skip }) => {
    skip(!hasMulticast, 'no multicast on this computer')
    let now = 0
    const { discovery, until } = setupDiscovery({ clock: { now: () => now, today: () => '' } })
    const child = spawn(process.execPath, [join(import.meta.dirname, 'lan-announcer.ts'), String(port), firm, three, '3333'], { stdio: ['pipe', 'ignore', 'inherit'] })
    await until((copies) => copies.length === 1)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    discovery.refresh()
    now = 601
    await until((copies) => copies.length === 0)
  })

  it('is off while another program holds the port for itself, and comes back when it is free', async () => {
    const holder = await bound({ reuseAddr: false })
    closing.push(() => new Promise<void>((resolve) => holder.close(resolve)).catch(() => undefined))
    const { discovery, until } = setupDiscovery({ port: holder.address().port })
    await until(() => discovery.state === 'off')
    discovery.advertise({ firm, device: one, port: 1111 })
    discovery.refresh()
    expect(discovery.found).toEqual([])
    closing.pop()
    closing.push(() => discovery.close())
    await new Promise<void>((resolve) => holder.close(resolve))
    await until(() => discovery.state === 'on')
  })

  it('is not disturbed by what is no word of ours', async ({ skip }) => {
    skip(!hasMulticast, 'no multicast on this computer')
    const { discovery, until } = setupDiscovery()
    await until(() => discovery.state === 'on')
    const socket = await bound({ reuseAddr: true, at: port })
    closing.push(() => new Promise<void>((resolve) => socket.close(resolve)))
    const words = overheard(socket)
    const stranger = setupDiscovery()
    stranger.discovery.advertise({ firm: 'no tag', device: two, port: 1 })
    const word = await words
    const random = randomOf(1)
    for (let i = 0; i < 500; i++) await sent(socket, mutate(random, word, word))
    const ours = setupDiscovery()
    ours.discovery.advertise({ firm, device: one, port: 1111 })
    const found = await until((copies) => copies.some(({ device }) => device === one))
    expect(found.every((copy) => copy.firm === firm)).toBe(true)
  })
})

function bound({ reuseAddr, at = 0 }: { readonly reuseAddr: boolean; readonly at?: number }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp4', reuseAddr })
    socket.once('error', reject).bind(at, () => resolve(socket))
  })
}

/** Gives the next answer that somebody gives to all. */
function overheard(socket: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    socket.addMembership(MULTICAST)
    const listen = (bytes: Buffer): void => {
      // the highest bit of the flags: an answer
      if ((bytes[2] ?? 0) < 0x80) return
      socket.off('message', listen)
      resolve(bytes)
    }
    socket.on('message', listen)
  })
}

function sent(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    // what is longer than a datagram may be is no word either
    socket.send(bytes.subarray(0, 1400), port, MULTICAST, () => resolve())
  })
}

/** Tells whether a multicast of this computer comes back to it. */
function hearsItself(socket: Socket, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => resolve(false), 1000)
    const settle = (hears: boolean): void => {
      clearTimeout(impatient)
      resolve(hears)
    }
    try {
      socket.addMembership(MULTICAST)
      socket.once('message', () => settle(true)).send('hello', port, MULTICAST, (cause) => void (cause && settle(false)))
    } catch {
      settle(false)
    }
  })
}
