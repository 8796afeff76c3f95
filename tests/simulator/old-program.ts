import type { Database } from 'better-sqlite3'
import { SYNC_TABLES, syncTable } from '#service/db/registry.ts'
import { TableWriters } from '#service/sync/store/table-writers.ts'

/**
 * Runs something as the version before this one would: which does not know the last column of customers.
 *
 * Edge    synchronous work, and asynchronous work that nothing else runs beside.
 */
export function withOldProgram<T>(work: () => T): T {
  const columns = syncTable('customer').columns as string[]
  const newest = columns.pop()
  if (newest === undefined || SYNC_TABLES.length === 0) throw new Error('old-program: no columns')
  const restore = (): void => void columns.push(newest)
  let done: T
  try {
    done = work()
  } catch (cause) {
    restore()
    throw cause
  }
  if (!(done instanceof Promise)) {
    restore()
    return done
  }
  return done.finally(restore) as T
}

/** What a migration that adds a column has to do: rows that are here have never written it, which their common clock would not tell. */
export function migrateFromOld(db: Database): void {
  const table = syncTable('customer')
  const slot = table.columns.length - 1
  const writer = new TableWriters(db).of(table)
  db.prepare('UPDATE sync_ctx SET capture = 0').run()
  const ids = db.prepare<[], Buffer>('SELECT id FROM customer WHERE _h > 0 UNION SELECT id FROM sync_tomb WHERE tbl = 7').pluck().all()
  for (const id of ids) {
    const row = writer.hold(id, 2 ** table.columns.length - 1)
    row.clocks.h[slot] = row.clocks.s[slot] = 0
    if (row.state === 'alive') writer.save(row, 0)
    else writer.saveBuried(row)
  }
  db.prepare('UPDATE sync_ctx SET capture = 1').run()
}
