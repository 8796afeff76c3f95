import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LOCK_FILE } from './lock.ts'

/** Tells whether some process writes to a workspace now, without touching anything in its folder. */
export function isWorkspaceLocked(directory: string): boolean {
  const path = join(directory, LOCK_FILE)
  if (!existsSync(path)) return false
  const db = new Database(path, { readonly: true, timeout: 0 })
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (cause) {
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) return true
    throw cause
  } finally {
    db.close()
  }
}
