import type { Database } from 'better-sqlite3'
import { syncTable, type SyncTableName } from '../../db/registry.ts'

/**
 * Reads some columns of the records of a table that somebody deleted and wants to stay deleted.
 *
 * Shape   result key -> column; null asks for nothing and gives null.
 * Edge    what an undo of ours took away was never deleted by anybody: it is left out, so that the same file can simply be
 *         imported again. The undo of a restoring does delete.
 */
export function deletedOnPurpose<Key extends string>(db: Database, table: SyncTableName, wanted: Readonly<Record<Key, string | null>>): Record<Key, string | null>[] {
  const { number, columns } = syncTable(table)
  // bodies are JSON: three stamps, then the columns of the registry in order
  const selected = Object.entries<string | null>(wanted).map(([key, column]) =>
    column === null ? `NULL AS ${key}` : `json_extract(CAST(body AS TEXT), '$[${String(3 + columns.indexOf(column))}]') AS ${key}`,
  )
  return db
    .prepare<[number], Record<Key, string | null>>(
      `SELECT ${selected.join(', ')} FROM sync_tomb WHERE tbl = ? AND NOT (s IN (SELECT alias FROM sync_site WHERE own_until IS NOT NULL UNION SELECT site FROM sync_ctx) AND h IN
         (SELECT hlc FROM command WHERE kind = 'journal.undone' AND detail ->> '$.kind' IS NOT 'journal.restored'))`,
    )
    .all(number)
}
