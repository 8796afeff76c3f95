import type { Workspace } from '../../db/workspace.ts'

type Database = Workspace['db']

/**
 * Writes derived rows in a transaction of their own, or does nothing while another connection holds the write lock: a list must not
 * wait for the end of an import, and derived rows can be written later.
 *
 * Edge    inside a running transaction the work becomes part of it.
 * Errors  those of `work`, rolled back.
 */
export function writeIfFree(db: Database, work: () => void): void {
  if (db.inTransaction) {
    work()
    return
  }
  const timeout = Number(db.pragma('busy_timeout', { simple: true }))
  db.pragma('busy_timeout = 0')
  try {
    db.transaction(work).immediate()
  } catch (cause) {
    if (!isBusy(cause)) throw cause
  } finally {
    db.pragma(`busy_timeout = ${String(timeout)}`)
  }
}

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && cause.code.startsWith('SQLITE_BUSY')
}
