import Database from 'better-sqlite3'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { SYNC_TABLES } from '#service/db/registry.ts'

export interface RawInsert {
  readonly rows: number
  readonly ms: number
}

/**
 * The baseline: puts the rows of the given tables of a database into an empty one with the same tables and indexes, in one transaction, by plain
 * prepared statements: no triggers, no checks.
 */
export function rawInsert(source: Database.Database, tables: readonly string[], directory: string): RawInsert {
  const path = join(directory, 'raw.db')
  rmSync(path, { force: true })
  const target = new Database(path)
  target.pragma('journal_mode = WAL')
  target.pragma('synchronous = NORMAL')
  target.pragma('cache_size = -65536')
  const wanted = new Set<string>(tables)
  for (const { sql } of source.prepare<[string], { sql: string }>("SELECT sql FROM sqlite_schema WHERE type IN ('table', 'index') AND tbl_name IN (SELECT value FROM json_each(?)) AND sql IS NOT NULL").all(JSON.stringify([...wanted]))) {
    target.exec(sql)
  }
  const batches = SYNC_TABLES.filter(({ name }) => wanted.has(name)).map(({ name }) => {
    const rows = source.prepare(`SELECT * FROM ${name}`).raw().all() as unknown[][]
    return { name, rows, width: rows[0]?.length ?? 0 }
  })
  const start = performance.now()
  target.transaction(() => {
    for (const { name, rows, width } of batches) {
      if (width === 0) continue
      const insert = target.prepare(`INSERT INTO ${name} VALUES (${Array(width).fill('?').join(', ')})`)
      for (const row of rows) insert.run(row)
    }
  })()
  const ms = performance.now() - start
  target.close()
  return { rows: batches.reduce((sum, { rows }) => sum + rows.length, 0), ms }
}
