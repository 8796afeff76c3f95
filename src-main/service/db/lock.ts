import Database from 'better-sqlite3'
import { join } from 'node:path'
import { refuse } from '../refusal.ts'

export const LOCK_FILE = 'tributary.lock'

export interface WorkspaceLock {
  release(): void
}

/**
 * Makes this process the only writer of a workspace.
 *
 * The lock is an open transaction on a small database of its own: the operating system lets go of it when the process dies,
 * however it dies, so that there is never a stale lock file to remove by hand.
 *
 * Errors  refuses with `workspace-locked` while another process holds it.
 */
export function lockWorkspace(directory: string): WorkspaceLock {
  const db = new Database(join(directory, LOCK_FILE), { timeout: 0 })
  try {
    db.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
  } catch (cause) {
    db.close()
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
      refuse('workspace-locked', { path: directory }, { cause })
    }
    throw cause
  }
  return {
    release() {
      db.close()
    },
  }
}
