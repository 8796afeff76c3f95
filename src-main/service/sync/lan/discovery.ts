import { createSocket } from 'node:dgram'
import { EventEmitter } from 'node:events'
import { networkInterfaces } from 'node:os'
import { type Browser, Bonjour, type Service } from 'bonjour-service'
import { type Clock, systemClock } from '../../ports/clock.ts'
import { type Logger, silentLogger } from '../../ports/logger.ts'
import type { LanAddress } from './lan-address.ts'

/** `_tributary._tcp`. */
const TYPE = 'tributary'
const MDNS_PORT = 5353
/** Every so often we ask again, notice new addresses of ours, and forget who no longer answers. */
const ROUND_MS = 30_000
const ROUNDS_UNTIL_GONE = 3
/** Anybody in the network can say anything: no more copies than this are kept, nor more addresses of one. */
const MAX_FOUND = 500
const MAX_ADDRESSES = 8
const TAG = /^[0-9a-f]{32}$/

/** A copy that says it listens. A hint: the key that it presents tells whether it is what it says. */
export interface FoundCopy {
  /** Tag of its firm, hex. */
  readonly firm: string
  /** Name of its device, hex. */
  readonly device: string
  /** The address that its word came from first. */
  readonly addresses: readonly LanAddress[]
}

export interface Advertised {
  readonly firm: string
  readonly device: string
  readonly port: number
}

/**
 * `on` = words go out and come in, as far as this computer can tell; `off` = this computer has no multicast, e.g. in a sandbox, or another program holds
 * the port for itself: addresses have to be typed.
 */
export type DiscoveryState = 'starting' | 'on' | 'off'

export interface DiscoveryPorts {
  readonly clock?: Clock
  readonly log?: Logger
  /** UDP port; tests use their own. */
  readonly port?: number
  readonly roundMs?: number
  /** Called when `found` or `state` changed. */
  changed?(): void
}

/**
 * Finds copies in the local network by mDNS, and tells them of this one. What it says is the tag of the firm, the name of the device, addresses and port:
 * neither the name of the firm nor that of a person or of the computer.
 *
 * Edge    never throws and never ends the process for what the network does; without one it is `off`, tries again each round, and finds nobody.
 */
export class Discovery {
  readonly #ports: Required<DiscoveryPorts>
  readonly #found = new Map<string, FoundCopy & { readonly heardAt: number }>()
  readonly #timer: NodeJS.Timeout
  #bonjour: Bonjour | null = null
  #browser: Browser | null = null
  #advertised: Advertised | null = null
  #service: Service | null = null
  #ownAddresses = ''
  #state: DiscoveryState = 'starting'
  #isClosed = false

  constructor({ clock = systemClock, log = silentLogger, port = MDNS_PORT, roundMs = ROUND_MS, changed = () => undefined }: DiscoveryPorts = {}) {
    this.#ports = { clock, log, port, roundMs, changed }
    this.#timer = setInterval(() => void this.#round(), roundMs).unref()
    void this.#round()
  }

  get state(): DiscoveryState {
    return this.#state
  }

  /** Copies heard of lately, ours among them; of all firms. */
  get found(): readonly FoundCopy[] {
    return [...this.#found.values()].map(({ firm, device, addresses }) => ({ firm, device, addresses }))
  }

  /** Tells others where this copy listens; null takes it back. */
  advertise(what: Advertised | null): void {
    this.#advertised = what
    this.#publish()
  }

  /** Asks the network now, e.g. when somebody looks. */
  refresh(): void {
    this.#browse()
  }

  /** Says good-bye and ends. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#timer)
    this.#browser?.stop()
    const bonjour = this.#bonjour
    this.#bonjour = null
    if (!bonjour) return
    await new Promise<void>((resolve) => {
      const impatient = setTimeout(resolve, 500)
      bonjour.unpublishAll(() => bonjour.destroy(() => {
        clearTimeout(impatient)
        resolve()
      }))
    })
  }

  async #round(): Promise<void> {
    if (!this.#bonjour) await this.#open()
    if (!this.#bonjour) return
    if (this.#ownAddresses !== ownAddresses()) this.#publish()
    this.#forget()
    this.#browse()
  }

  /** A socket of its own is tried first, since the library's errors at binding cannot all be caught. */
  async #open(): Promise<void> {
    const problem = await multicastProblem(this.#ports.port)
    if (this.#isClosed || this.#bonjour) return
    if (problem) {
      this.#becomes('off', problem)
      return
    }
    this.#bonjour = new Bonjour({ port: this.#ports.port }, (cause: unknown) => this.#ports.log.warn('lan.discovery', { cause: String(cause) }))
    const mdns: unknown = this.#bonjour['server'].mdns
    if (mdns instanceof EventEmitter) mdns.on('error', (cause: unknown) => this.#lose(cause))
    this.#becomes('on')
    this.#publish()
  }

  #lose(cause: unknown): void {
    const bonjour = this.#bonjour
    this.#bonjour = null
    this.#browser = null
    this.#service = null
    bonjour?.destroy()
    this.#becomes('off', cause)
  }

  #becomes(state: DiscoveryState, cause?: unknown): void {
    if (this.#state === state) return
    this.#state = state
    this.#ports.log.info('lan.discovery', { state, ...(cause === undefined ? {} : { cause: String(cause) }) })
    this.#ports.changed()
  }

  /** Addresses are put into the answer when it is made, so it is made again when they change. */
  #publish(): void {
    const bonjour = this.#bonjour
    if (!bonjour) return
    const what = this.#advertised
    const publish = (): void => {
      if (what !== this.#advertised || bonjour !== this.#bonjour || !what) return
      this.#ownAddresses = ownAddresses()
      const name = `${what.device}-${String(what.port)}`
      this.#service = bonjour.publish({ name, type: TYPE, port: what.port, host: `${name}.local`, txt: { f: what.firm, d: what.device }, probe: false })
    }
    const before = this.#service
    this.#service = null
    if (before) before.stop(publish)
    else publish()
  }

  /** Each round has a browser of its own: one browser would neither notice new addresses nor forget. */
  #browse(): void {
    this.#browser?.stop()
    const browser = (this.#browser = this.#bonjour?.find({ type: TYPE }) ?? null)
    let heard = 0
    const hear = (service: Service): void => {
      if (heard++ < MAX_FOUND) this.#hear(service)
      else browser?.stop()
    }
    browser?.on('up', hear)
    browser?.on('srv-update', hear)
    browser?.on('down', (service) => this.#gone(service))
  }

  #hear(service: Service): void {
    const copy = readService(service)
    const key = keyOf(service)
    const before = this.#found.get(key)
    if (!copy || (!before && this.#found.size >= MAX_FOUND)) return
    this.#found.set(key, { ...copy, heardAt: this.#ports.clock.now() })
    if (!before || JSON.stringify(before.addresses) !== JSON.stringify(copy.addresses)) this.#ports.changed()
  }

  #gone(service: Service): void {
    if (this.#found.delete(keyOf(service))) this.#ports.changed()
  }

  #forget(): void {
    const since = this.#ports.clock.now() - ROUNDS_UNTIL_GONE * this.#ports.roundMs
    const before = this.#found.size
    for (const [key, { heardAt }] of this.#found) if (heardAt < since) this.#found.delete(key)
    if (this.#found.size < before) this.#ports.changed()
  }
}

function keyOf({ fqdn }: Service): string {
  return fqdn.toLowerCase()
}

/** Gives what a service says about itself; null when it is not one of ours. */
function readService({ txt, port, addresses = [], referer }: Service): FoundCopy | null {
  const { f, d } = (txt ?? {}) as { readonly f?: unknown; readonly d?: unknown }
  if (typeof f !== 'string' || typeof d !== 'string' || !TAG.test(f) || !TAG.test(d) || port < 1) return null
  const told = addresses.filter((address) => typeof address === 'string' && !/^fe80:/i.test(address))
  const hosts = [...new Set([...(referer ? [referer.address] : []), ...told])].slice(0, MAX_ADDRESSES)
  return { firm: f, device: d, addresses: hosts.map((host) => ({ host, port })) }
}

function ownAddresses(): string {
  return JSON.stringify(Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []))
}

/** Tells why no multicast socket can be had; null when one can. */
function multicastProblem(port: number): Promise<unknown> {
  return new Promise((resolve) => {
    try {
      const socket = createSocket({ type: 'udp4', reuseAddr: true })
      socket.once('error', (cause) => socket.close(() => resolve(cause)))
      socket.bind(port, () => {
        try {
          socket.setMulticastTTL(255)
          socket.setMulticastLoopback(true)
          socket.close(() => resolve(null))
        } catch (cause) {
          socket.close(() => resolve(cause))
        }
      })
    } catch (cause) {
      resolve(cause)
    }
  })
}
