import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { type Clock, systemClock } from '../../ports/clock.ts'
import { type Logger, silentLogger } from '../../ports/logger.ts'
import { refuse } from '../../refusal.ts'
import { type DeviceKey, deviceOf } from '../identity/device-key.ts'
import { tlsCertificateOf } from '../identity/tls-certificate.ts'
import { refusalAnswer, RelayRefusal, send } from '../relay/answer.ts'
import { memorySessions } from '../relay/memory-sessions.ts'
import { createRelayHandler } from '../relay/relay-handler.ts'
import { RELAY_LIMITS, type RelayLimits } from '../relay/relay-limits.ts'
import { createRelayServer } from '../relay/relay-server.ts'
import type { RelayPolicy, RelayStore } from '../relay/relay-store.ts'
import { LAN_PORT } from './lan-address.ts'
import { createPairingEndpoint } from './pairing-endpoint.ts'
import type { PairingHost } from './pairing-host.ts'
import { presentedKey, tlsServerOptions } from './tls.ts'

/** A firm's office has dozens of people, each with a few connections. */
const MOST_CONNECTIONS = 512
const MOST_FROM_ONE_ADDRESS = 128
const SWEEP_MS = 60_000
/** The copies of one office are few and near, and many may sit at one address, e.g. on a terminal server; but somebody works on this computer. */
const LAN_LIMITS: RelayLimits = { ...RELAY_LIMITS, strangerPerMinute: 1200, perMinute: 30_000, inFlight: 64 * 1024 * 1024 }

export interface LanServerOptions {
  readonly device: DeviceKey
  /** Tag of the firm that is served, hex; nobody else is. */
  readonly firm: string
  /** What is exchanged, and with whom; null = somebody may only join here. */
  readonly exchange: { readonly store: RelayStore; readonly policy: RelayPolicy } | null
  readonly pairing: PairingHost
  /** Tells whether a raw device key is that of a device that was revoked. Asked for each request. */
  isRevoked(publicKey: Buffer): boolean
  /** Tried in this order, 0 = any free one. */
  readonly ports?: readonly number[]
  /** Address to listen on; every one when left out. */
  readonly host?: string
  readonly limits?: RelayLimits
  readonly clock?: Clock
  readonly logger?: Logger
}

/** Who is at the other end of a connection. */
interface Peer {
  readonly publicKey: Buffer
  /** Hex. */
  readonly device: string
}

/** A copy that others in the local network can reach. */
export interface LanServer {
  readonly port: number
  /** Ends, and cuts whoever is connected. */
  close(): Promise<void>
}

/**
 * Listens for other copies: the relay protocol and pairing over mutual TLS 1.3 (docs/sync-protocol.md, sections 4 and 5).
 *
 * Edge    who presents no key, or that of a revoked device, is cut before he can ask. Who is unknown may pair, or say hello with a chain that leads to
 *         the root; a hello and a token count only on connections of the device they belong to.
 * Errors  refused: `lan-port-taken` when none of the ports can be had.
 */
export async function startLanServer(options: LanServerOptions): Promise<LanServer> {
  const { device, firm, exchange, pairing, clock = systemClock, logger = silentLogger, limits = LAN_LIMITS, ports = [LAN_PORT] } = options
  const sessions = memorySessions()
  const peers = new WeakMap<Socket, Peer>()
  const relay = exchange && createRelayHandler({
    store: exchange.store,
    sessions,
    policy: { ...exchange.policy, admits: (caller) => caller.firm === firm && exchange.policy.admits(caller) },
    limits,
    clock,
    logger,
    hosts: null,
    deviceOf: ({ socket }) => peers.get(socket)?.device ?? '',
  })
  const pair = createPairingEndpoint(pairing, { clock, limits, logger })
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const peer = peers.get(request.socket)
    if (!peer || options.isRevoked(peer.publicKey)) request.socket.destroy()
    else if (request.url === '/v1/pair') pair(request, response)
    else if (relay) relay(request, response)
    else send(request, response, refusalAnswer(new RelayRefusal(503, 'no-exchange')), limits)
  }
  const server = createRelayServer(answer, limits, tlsServerOptions(tlsCertificateOf(device, clock.now())))
  server.maxConnections = MOST_CONNECTIONS
  limitEachAddress(server)
  server.on('secureConnection', (socket: TLSSocket) => {
    const publicKey = presentedKey(socket)
    if (!publicKey || options.isRevoked(publicKey)) socket.destroy()
    else peers.set(socket, { publicKey, device: deviceOf(publicKey).toString('hex') })
  })
  // Who does not speak TLS 1.3 with an Ed25519 key, or not at all, was cut already.
  server.on('tlsClientError', (cause: Error) => logger.info('lan.refused', { cause: cause.message }))
  const port = await listen(server, ports, options.host)
  server.on('error', (cause) => logger.error('lan.failed', cause))
  const sweeping = setInterval(() => void sessions.sweep(clock.now()), SWEEP_MS).unref()
  return {
    port,
    close: () => new Promise((resolve) => {
      clearInterval(sweeping)
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

function limitEachAddress(server: Server): void {
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    const count = (open.get(address) ?? 0) + 1
    if (count > MOST_FROM_ONE_ADDRESS) {
      socket.destroy()
      return
    }
    open.set(address, count)
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1
      if (left > 0) open.set(address, left)
      else open.delete(address)
    })
  })
}

async function listen(server: Server, ports: readonly number[], host: string | undefined): Promise<number> {
  for (const port of ports) {
    const listening = await listenAt(server, port, host)
    if (listening !== null) return listening
  }
  return refuse('lan-port-taken', { port: ports.join(', ') })
}

/** Gives the port, or null when another program has it or this user may not. */
function listenAt(server: Server, port: number, host: string | undefined): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => {
      server.off('listening', succeed)
      if (cause.code === 'EADDRINUSE' || cause.code === 'EACCES') resolve(null)
      else reject(cause)
    }
    const succeed = (): void => {
      server.off('error', fail)
      resolve((server.address() as AddressInfo).port)
    }
    server.once('error', fail).once('listening', succeed)
    server.listen({ port, host, exclusive: true })
  })
}
