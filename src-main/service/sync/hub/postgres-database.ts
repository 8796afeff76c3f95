import pg from 'pg'
import type { Logger } from '../../ports/logger.ts'
import { RelayRefusal } from '../relay/answer.ts'
import { createWatchers, type HubDatabase, type HubQueries, type SqlValue } from './hub-database.ts'
import { CHANNEL, listenForNews } from './postgres-listener.ts'

const POOL = 10
/** Any number, the same in every process: who holds it changes the schema. */
const SCHEMA_LOCK = 7_301_988
const TRIES = 3
/** Deadlock, and a transaction that another one made impossible. */
const TRY_AGAIN = new Set(['40P01', '40001'])
const INT8 = 20

/** Opens a hub's database on a PostgreSQL server, which any number of hub processes may share. Nothing is sent before the first statement. */
export function openPostgresDatabase(url: string, logger: Logger): HubDatabase {
  const connection = {
    connectionString: url,
    application_name: 'tributary-hub',
    connectionTimeoutMillis: 10_000,
    statement_timeout: 60_000,
    types: { getTypeParser },
  }
  const pool = new pg.Pool({ ...connection, max: POOL, idle_in_transaction_session_timeout: 60_000 })
  pool.on('error', (cause) => logger.warn('hub.connection-lost', { message: cause.message }))
  const watchers = createWatchers()
  const listener = listenForNews(connection, watchers, logger)

  return {
    dialect: { kind: 'postgres', bytes: 'BYTEA', integer: 'BIGINT', forUpdate: 'FOR UPDATE', tableEnd: '' },
    all: (sql, values) => reachable(() => queriesOf(pool).all(sql, values)),
    transaction: (work) => reachable(() => withRetry(() => transaction(work))),
    alone: (work) =>
      reachable(() =>
        transaction(async (queries) => {
          await queries.all('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK])
          return work(queries)
        }),
      ),
    async announce(queries, firm) {
      await queries.all('SELECT pg_notify($1, $2)', [CHANNEL, firm])
    },
    watch: (firm, changed) => watchers.add(firm, changed),
    async close() {
      await listener.close()
      await pool.end()
    },
  }

  async function transaction<T>(work: (queries: HubQueries) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    let broken: Error | undefined
    // a connection that breaks says so here as well as where a statement waits for it; unheard, it would end the process
    const noteBroken = (cause: Error): void => void (broken = cause)
    client.on('error', noteBroken)
    try {
      await client.query('BEGIN')
      const value = await work(queriesOf(client))
      await client.query('COMMIT')
      return value
    } catch (cause) {
      await client.query('ROLLBACK').catch(noteBroken)
      throw cause
    } finally {
      client.off('error', noteBroken)
      client.release(broken)
    }
  }
}

async function withRetry<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (cause) {
      if (tries >= TRIES || !(cause instanceof pg.DatabaseError) || !TRY_AGAIN.has(cause.code ?? '')) throw cause
    }
  }
}

/** Tells clients that they should come back later when the database is away; that is no bug of ours. */
async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (isAway(cause)) throw new RelayRefusal(503, 'unavailable', 5, { cause })
    throw cause
  }
}

function isAway(cause: unknown): boolean {
  if (cause instanceof pg.DatabaseError) return /^(08|57P|53300)/.test(cause.code ?? '')
  if (!(cause instanceof Error) || cause instanceof RelayRefusal) return false
  return ('code' in cause && typeof cause.code === 'string' && /^E[A-Z]+$/.test(cause.code)) || /connection|timeout/i.test(cause.message)
}

function queriesOf(client: pg.Pool | pg.PoolClient): HubQueries {
  return {
    async all<R>(sql: string, values: readonly SqlValue[] = []): Promise<readonly R[]> {
      const { rows } = await client.query(sql, [...values])
      return rows as R[]
    },
  }
}

/** Our whole numbers are exact as numbers. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === INT8) return Number
  return pg.types.getTypeParser(oid, format) as (value: string) => unknown
}
