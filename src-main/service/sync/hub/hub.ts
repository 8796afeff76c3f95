import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../ports/clock.ts'
import type { Logger } from '../../ports/logger.ts'
import { jsonAnswer, send } from '../relay/answer.ts'
import { createRelayHandler } from '../relay/relay-handler.ts'
import { RELAY_LIMITS, type RelayLimits } from '../relay/relay-limits.ts'
import { createRelayServer } from '../relay/relay-server.ts'
import type { RelayPolicy } from '../relay/relay-store.ts'
import type { HubDatabase } from './hub-database.ts'
import { migrateHub } from './hub-schema.ts'
import { createHubSessions } from './hub-sessions.ts'
import { createHubStore, type HubQuota } from './hub-store.ts'

const GIB = 1024 ** 3
const SWEEP_EVERY = 60_000
/** How long requests may go on after the hub was told to stop. */
const LAST_REQUESTS = 5000

export const HUB_QUOTA: HubQuota = { bytesPerFirm: 20 * GIB, devicesPerFirm: 5000, firms: 10_000 }

export interface HubOptions {
  readonly db: HubDatabase
  /** Names the database in refusals. */
  readonly where: string
  /** Shape: port 0 = any free one. */
  readonly listen: { readonly host: string; readonly port: number }
  readonly clock: Clock
  readonly logger: Logger
  readonly limits?: Partial<RelayLimits>
  readonly quota?: Partial<HubQuota>
  /** PEM; null = plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | null
  /** Tags of the firms that are served; null = whoever comes. */
  readonly firms?: ReadonlySet<string> | null
  /** Names by which the hub may be asked for; null = any. */
  readonly hosts?: readonly string[] | null
  /** Takes the client's address from the last entry of `X-Forwarded-For`: only behind a proxy that writes it. */
  readonly isBehindProxy?: boolean
}

export interface Hub {
  readonly port: number
  /** Lets running requests end, then closes everything, the database included. */
  close(): Promise<void>
}

/**
 * Starts a hub: a relay for many firms that keeps sealed bundles which it cannot read.
 *
 * Errors  refuses `hub-store-newer`, `hub-store-other`; rejects with the system's error when the address is taken. The database is closed then.
 */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { db, clock, logger } = options
  try {
    return await start(options)
  } catch (cause) {
    await db.close()
    throw cause
  }

  async function start({ where, listen, tls = null, hosts = null, isBehindProxy = false }: HubOptions): Promise<Hub> {
    await migrateHub(db, where)
    const limits = { ...RELAY_LIMITS, ...options.limits }
    const store = createHubStore(db, { ...HUB_QUOTA, ...options.quota }, clock)
    const sessions = createHubSessions(db)
    const policy = hubPolicy(options.firms ?? null)
    const relay = createRelayHandler({ store, sessions, policy, limits, clock, logger, hosts, ...(isBehindProxy ? { addressOf: forwardedFor } : {}) })
    const server = createRelayServer((request, response) => {
      if (request.method === 'GET' && request.url === '/v1/health') void answerHealth(request, response)
      else relay(request, response)
    }, limits, tls)
    const port = await listening(server, listen)
    const sweeping = setInterval(() => {
      sessions.sweep(clock.now()).catch((cause: unknown) => logger.error('hub.sweep', cause))
    }, SWEEP_EVERY)
    return {
      port,
      async close() {
        clearInterval(sweeping)
        await stopped(server)
        await db.close()
      },
    }

    async function answerHealth(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const isWell = await db.all('SELECT 1 AS one').then(() => true, () => false)
      send(request, response, jsonAnswer(isWell ? 200 : 503, { ok: isWell }), limits)
    }
  }
}

/** Every device of a firm may carry every bundle of it: the hub does not know the firm, keys decide who reads. */
function hubPolicy(firms: ReadonlySet<string> | null): RelayPolicy {
  return { admits: ({ firm }) => firms === null || firms.has(firm), mayRead: () => true, mayWrite: () => true }
}

function forwardedFor(request: IncomingMessage): string {
  const header = request.headers['x-forwarded-for']
  const last = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').at(-1)?.trim()
  return last === undefined || last === '' ? (request.socket.remoteAddress ?? '') : last
}

function listening(server: Server, { host, port }: HubOptions['listen']): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

async function stopped(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS)
  await closed
  clearTimeout(timer)
}
