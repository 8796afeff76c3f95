import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { refuse } from '../refusal.ts'
import { encryptionOf, useKey } from './encryption.ts'

export const DATABASE_FILE = 'tributary.db'

/**
 * Opens a database file for writing, in WAL mode: readers never wait for the writer.
 *
 * Edge    with a key (32 bytes) a new file is made encrypted; of a plain file the key is not asked for.
 * Errors  `workspace-missing`, `workspace-damaged` (a file that SQLite does not read), `workspace-key-missing` (encrypted, and no key given),
 *         `workspace-key-wrong` (encrypted, and not with this key; a first page that is damaged looks the same), each with the path.
 */
export function openDatabase(path: string, mode: 'create' | 'write' | 'read', key: Uint8Array | null = null): Database.Database {
  if (mode !== 'create' && !existsSync(path)) refuse('workspace-missing', { path })
  const encryption = encryptionOf(path)
  if (encryption === 'encrypted' && key === null) refuse('workspace-key-missing', { path })
  const ownKey = encryption === 'plain' ? null : key
  let db: Database.Database | undefined
  try {
    db = new Database(path, { readonly: mode === 'read', fileMustExist: mode !== 'create', timeout: 5000 })
    if (ownKey) useKey(db, ownKey)
    if (mode !== 'read') db.pragma('journal_mode = WAL')
    // NORMAL loses nothing when a process is killed; only a power cut may roll back the last commits, never damage the file
    db.pragma('synchronous = NORMAL')
    db.pragma('foreign_keys = OFF')
    // what is sorted outgrows memory at times; on the disk it would stand there in plain text
    db.pragma('temp_store = MEMORY')
    db.pragma('cache_size = -65536')
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return db
  } catch (cause) {
    db?.close()
    if (cause instanceof Database.SqliteError && DAMAGED.has(cause.code)) {
      const isKeyWrong = encryption === 'encrypted' && cause.code === 'SQLITE_NOTADB'
      refuse(isKeyWrong ? 'workspace-key-wrong' : 'workspace-damaged', { path }, { cause })
    }
    throw cause
  }
}

const DAMAGED = new Set(['SQLITE_NOTADB', 'SQLITE_CORRUPT', 'SQLITE_IOERR_SHORT_READ'])
