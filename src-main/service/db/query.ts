import type { Database } from 'better-sqlite3'
import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
} from 'kysely'
import type { Tables } from './schema.ts'

/**
 * Builds queries and never runs them: SQLite answers at once, so queries run synchronously through `all`, `first` and
 * `run`, and a write transaction can never be interleaved by an await (ADR 0006).
 */
export const sql = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

type Row<Q> = Q extends Compilable<infer R> ? R : never

/** Gives all rows of a query. Cost: the whole result in memory; page anything that can grow. */
export function all<Q extends Compilable>(db: Database, query: Q): Row<Q>[] {
  const { sql: text, parameters } = query.compile()
  return db.prepare<unknown[], Row<Q>>(text).all(...parameters)
}

/** Gives the first row of a query, or undefined. */
export function first<Q extends Compilable>(db: Database, query: Q): Row<Q> | undefined {
  const { sql: text, parameters } = query.compile()
  return db.prepare<unknown[], Row<Q>>(text).get(...parameters)
}

/** Runs a statement; gives the number of changed rows. */
export function run(db: Database, statement: Compilable): number {
  const { sql: text, parameters } = statement.compile()
  return db.prepare(text).run(...parameters).changes
}

