import type { Database } from 'better-sqlite3'
import type { SyncTable } from '../../db/registry.ts'

/** Gives the mask of the columns whose writing costs more than the row: those in an index, or named by a trigger other than capture. */
export function watchedColumns(db: Database, table: SyncTable): number {
  const indexed = db
    .prepare<[string], string | null>(
      `SELECT x.name FROM pragma_index_list(?) l, pragma_index_info(l.name) x WHERE l.origin = 'c'`,
    )
    .pluck()
    .all(table.name)
  const triggers = db
    .prepare<[string], string>(
      `SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? AND name NOT LIKE 'capture\\_%' ESCAPE '\\'`,
    )
    .pluck()
    .all(table.name)
  const named = triggers.flatMap((sql) => /UPDATE\s+OF\s+([\w\s,]+?)\s+ON\s/i.exec(sql)?.[1]?.split(/\s*,\s*/) ?? [])
  const watched = new Set([...indexed, ...named])
  return table.columns.reduce((mask, column, i) => (watched.has(column) ? mask | (1 << i) : mask), 0)
}
