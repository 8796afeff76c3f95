import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { refuse } from '../refusal.ts'

export const DATABASE_FILE = 'tributary.db'

/**
 * Opens a database file for writing, in WAL mode: readers never wait for the writer.
 *
 * Errors  `workspace-missing`, `workspace-damaged` (a file that SQLite does not read), each with the path.
 */
export function openDatabase(path: string, mode: 'create' | 'write' | 'read'): Database.Database {
  if (mode !== 'create' && !existsSync(path)) refuse('workspace-missing', { path })
  let db: Database.Database | undefined
  try {
    db = new Database(path, { readonly: mode === 'read', fileMustExist: mode !== 'create', timeout: 5000 })
    if (mode !== 'read') db.pragma('journal_mode = WAL')
    // NORMAL loses nothing when a process is killed; only a power cut may roll back the last commits, never damage the file
    db.pragma('synchronous = NORMAL')
    db.pragma('foreign_keys = OFF')
    db.pragma('temp_store = MEMORY')
    db.pragma('cache_size = -65536')
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return db
  } catch (cause) {
    db?.close()
    if (cause instanceof Database.SqliteError && DAMAGED.has(cause.code)) refuse('workspace-damaged', { path }, { cause })
    throw cause
  }
}

const DAMAGED = new Set(['SQLITE_NOTADB', 'SQLITE_CORRUPT', 'SQLITE_IOERR_SHORT_READ'])
