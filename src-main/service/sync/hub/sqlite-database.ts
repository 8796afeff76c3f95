import type { Database, Statement } from 'better-sqlite3'
import { openDatabase } from '../../db/open-database.ts'
import { createWatchers, type HubDatabase, type HubQueries, type SqlValue } from './hub-database.ts'

/**
 * Opens a hub's database in one file: for a hub that is one process.
 *
 * Errors  refuses `workspace-damaged` for a file that is no database.
 */
export function openSqliteDatabase(path: string): HubDatabase {
  const db = openDatabase(path, 'create')
  const watchers = createWatchers()
  const announced = new Set<string>()
  const queries = queriesOf(db)
  let last: Promise<unknown> = Promise.resolve()

  return {
    dialect: { kind: 'sqlite', bytes: 'BLOB', integer: 'INTEGER', forUpdate: '', tableEnd: 'STRICT' },
    all: (sql, values) => inTurn(() => queries.all(sql, values)),
    transaction: (work) => inTurn(() => transaction(work)),
    alone: (work) => inTurn(() => transaction(work)),
    announce(_queries, firm) {
      announced.add(firm)
      return Promise.resolve()
    },
    watch: (firm, changed) => watchers.add(firm, changed),
    async close() {
      await last.catch(() => undefined)
      db.close()
    },
  }

  /** There is one connection: what comes while a transaction waits would become part of it. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work, work)
    last = done.catch(() => undefined)
    return done
  }

  async function transaction<T>(work: (queries: HubQueries) => Promise<T>): Promise<T> {
    // what was answered with 201 is there after a power cut too; single statements count requests, which are not worth a disk's waiting
    db.pragma('synchronous = FULL')
    db.exec('BEGIN IMMEDIATE')
    try {
      const value = await work(queries)
      db.exec('COMMIT')
      for (const firm of announced) watchers.wake(firm)
      return value
    } finally {
      announced.clear()
      if (db.inTransaction) db.exec('ROLLBACK')
      db.pragma('synchronous = NORMAL')
    }
  }
}

function queriesOf(db: Database): HubQueries {
  const prepared = new Map<string, Statement<[Record<string, SqlValue>]>>()
  return {
    all<R>(sql: string, values: readonly SqlValue[] = []): Promise<readonly R[]> {
      const statement = prepared.get(sql) ?? db.prepare<[Record<string, SqlValue>]>(sql)
      prepared.set(sql, statement)
      // SQLite takes $1 for a parameter that is named 1
      const named = Object.fromEntries(values.map((value, i) => [String(i + 1), value]))
      if (statement.reader) return Promise.resolve(statement.all(named) as R[])
      statement.run(named)
      return Promise.resolve([])
    },
  }
}
