import type { Database, Statement } from 'better-sqlite3'

const kept = new WeakMap<Database, Map<string, Statement<unknown[], unknown>>>()

/**
 * Gives a statement of a connection, prepared when it is asked for the first time: preparing one costs as much as running it a hundred times.
 *
 * Edge    for texts that are written in the code, else the memory fills; everybody who asks for a text must use the same mode (`raw`, `pluck`), and
 *         none may ask for it while it iterates.
 */
export function keptStatement<Bind extends unknown[] = unknown[], Row = unknown>(db: Database, sql: string): Statement<Bind, Row> {
  let statements = kept.get(db)
  if (!statements) kept.set(db, (statements = new Map()))
  let statement = statements.get(sql)
  if (!statement) statements.set(sql, (statement = db.prepare<unknown[], unknown>(sql)))
  return statement as Statement<Bind, Row>
}
