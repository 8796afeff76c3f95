import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '#service/ports/logger.ts'
import { systemClock } from '#service/ports/clock.ts'
import { type Hub, type HubOptions, startHub } from '#service/sync/hub/hub.ts'
import { openHubDatabase } from '#service/sync/hub/store-address.ts'
import { postgresPrograms, type PostgresServer, startPostgres } from './postgres.ts'

/** New, empty databases for hubs of one kind. */
export interface HubPlaces {
  /** Gives the address of a new database, as the command takes it. */
  create(): Promise<string>
  /** Takes the server away that keeps them; gives what brings it back. */
  crash?(): Promise<() => Promise<void>>
  close(): Promise<void>
}

// Where everything has to be tried, a missing server is a failure and no reason to try less.
if (postgresPrograms() === null && process.env['CI'] !== undefined) throw new Error('no PostgreSQL: apt-get install postgresql')

/** The kinds of store that can be tried on this machine. */
export const HUB_STORES: readonly { readonly kind: string; readonly open: () => Promise<HubPlaces> }[] = [
  { kind: 'SQLite', open: () => Promise.resolve(sqlitePlaces()) },
  ...(postgresPrograms() === null ? [] : [{ kind: 'PostgreSQL', open: postgresPlaces }]),
]

function sqlitePlaces(): HubPlaces {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-hub-'))
  let count = 0
  return {
    create: () => Promise.resolve(`sqlite:${join(folder, `hub${String(++count)}.db`)}`),
    close() {
      rmSync(folder, { recursive: true, force: true })
      return Promise.resolve()
    },
  }
}

async function postgresPlaces(): Promise<HubPlaces> {
  const server: PostgresServer = await startPostgres()
  return { create: () => server.createDatabase(), crash: () => server.crash(), close: () => server.close() }
}

/** Starts a hub in this process on a free port of the loopback. */
export async function openHub(address: string, options: Partial<HubOptions> = {}): Promise<Hub & { readonly url: string }> {
  const store = await openHubDatabase(address, silentLogger)
  if (!store) throw new Error(`no store: ${address}`)
  const hub = await startHub({ ...store, listen: { host: '127.0.0.1', port: 0 }, clock: systemClock, logger: silentLogger, ...options })
  return { ...hub, url: `http://127.0.0.1:${String(hub.port)}` }
}
