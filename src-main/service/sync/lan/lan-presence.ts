import { Discovery, type DiscoveryPorts, type DiscoveryState, type FoundCopy } from './discovery.ts'
import { type LanServer, type LanServerOptions, startLanServer } from './lan-server.ts'
import { PairingHost } from './pairing-host.ts'

export interface LanPresenceOptions extends Omit<LanServerOptions, 'pairing' | 'ports'> {
  readonly discovery?: Pick<DiscoveryPorts, 'port' | 'roundMs'>
  /** Called when anything below changed. */
  changed?(): void
}

export interface LanState {
  /** The port that we listen on; null while we do not. */
  readonly port: number | null
  /** `off` also while nobody has asked for it. */
  readonly discovery: DiscoveryState
  /** Copies of our firm that say they listen, but for this one. */
  readonly copies: readonly FoundCopy[]
}

/**
 * What one copy does in the local network: whether it listens and tells of it, whom it hears, and the code with which somebody may join. One a workspace.
 *
 * Edge    opens no port before it is asked to listen or to look around: a firewall may ask the person about it.
 */
export class LanPresence {
  readonly pairing: PairingHost
  readonly #options: LanPresenceOptions
  #discovery: Discovery | null = null
  #server: LanServer | null = null
  /** Starting and stopping take turns. */
  #turn: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(options: LanPresenceOptions) {
    this.#options = options
    const { device, clock } = options
    this.pairing = new PairingHost(device.publicKey, { ...(clock ? { clock } : {}), changed: () => options.changed?.() })
  }

  get state(): LanState {
    const own = this.#options.device.device.toString('hex')
    const copies = this.#discovery?.found.filter(({ firm, device }) => firm === this.#options.firm && device !== own) ?? []
    return { port: this.#server?.port ?? null, discovery: this.#discovery?.state ?? 'off', copies }
  }

  /**
   * Listens on the first of these ports that is free, and tells the network; gives the port. Listening already, it stays where it is.
   *
   * Edge    on one address only it tells nobody: the network would be told of all of them.
   * Errors  as `startLanServer`.
   */
  listen(ports: readonly number[]): Promise<number> {
    return this.#inTurn(async () => {
      if (this.#isClosed) throw new Error('lan-presence: closed')
      const { device, firm } = this.#options
      this.#server ??= await startLanServer({ ...this.#options, pairing: this.pairing, ports })
      const { port } = this.#server
      if (this.#options.host === undefined) this.look()
      this.#discovery?.advertise({ firm, device: device.device.toString('hex'), port })
      this.#options.changed?.()
      return port
    })
  }

  /** Stops listening; a code that is open is taken back. */
  silence(): Promise<void> {
    return this.#inTurn(async () => {
      this.pairing.close()
      this.#discovery?.advertise(null)
      await this.#server?.close()
      this.#server = null
      this.#options.changed?.()
    })
  }

  /** Begins to look for others, or asks the network again. */
  look(): void {
    if (this.#isClosed) return
    const { logger, clock, changed, discovery } = this.#options
    if (this.#discovery) this.#discovery.refresh()
    else this.#discovery = new Discovery({ ...discovery, ...(logger ? { log: logger } : {}), ...(clock ? { clock } : {}), changed: () => changed?.() })
  }

  async close(): Promise<void> {
    await this.silence()
    this.#isClosed = true
    await this.#discovery?.close()
    this.#discovery = null
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }
}
