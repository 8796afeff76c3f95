import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

const INSTALLED = '/usr/lib/postgresql'

/** The folder of the newest PostgreSQL's programs as Debian lays them; null when there is none. */
export function postgresPrograms(): string | null {
  if (!existsSync(INSTALLED)) return null
  const versions = readdirSync(INSTALLED).map(Number).filter(Number.isInteger).sort((a, b) => b - a)
  return versions.map((version) => `${INSTALLED}/${String(version)}/bin`).find((folder) => existsSync(`${folder}/initdb`)) ?? null
}

/** A PostgreSQL server of its own, on the loopback, gone when it is closed. */
export interface PostgresServer {
  /** A new, empty database; gives its address. */
  createDatabase(): Promise<string>
  /** Kills the server as a power cut would; gives what starts it again on the same data. */
  crash(): Promise<() => Promise<void>>
  close(): Promise<void>
}

/**
 * Starts a server in a new folder. PostgreSQL does not run as root: there it runs as the user that its package made.
 *
 * Errors  rejects with what the programs said.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = postgresPrograms()
  if (programs === null) throw new Error(`no PostgreSQL in ${INSTALLED}: apt-get install postgresql`)
  const folder = mkdtempSync(join(tmpdir(), 'tributary-postgres-'))
  const user = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {}
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const initOptions = ['-D', data, '-U', 'hub', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  execFileSync(join(programs, 'initdb'), initOptions, { ...user, stdio: ['ignore', 'ignore', 'inherit'], cwd: folder })
  const port = await freePort()
  const address = (database: string): string => `postgres://hub@127.0.0.1:${String(port)}/${database}`
  let server = await run()
  let databases = 0

  return {
    async createDatabase() {
      const name = `hub${String(++databases)}`
      await ask(`CREATE DATABASE ${name}`)
      return address(name)
    },
    async crash() {
      await end(server)
      return async () => {
        server = await run()
      }
    },
    async close() {
      await end(server)
      rmSync(folder, { recursive: true, force: true })
    },
  }

  async function run(): Promise<ChildProcess> {
    // what survives a crash of the machine is PostgreSQL's business, not ours
    const options = ['-D', data, '-k', folder, '-h', '127.0.0.1', '-p', String(port), '-c', 'fsync=off', '-c', 'log_min_messages=fatal']
    const child = spawn(join(programs ?? '', 'postgres'), options, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] })
    for (let tries = 0; ; tries++) {
      try {
        await ask('SELECT 1')
        return child
      } catch (cause) {
        if (tries > 100 || child.exitCode !== null) throw cause
        await delay(100)
      }
    }
  }

  async function ask(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: address('postgres') })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query(sql)
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}

function idOf(which: '-u' | '-g'): number {
  return Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }))
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  if (child.exitCode === null && child.kill('SIGQUIT')) await ended
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
