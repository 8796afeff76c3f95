import type { Database } from 'better-sqlite3'
import { tick } from '../sync/engine/clock.ts'
import type { Clock } from '../ports/clock.ts'
import type { NewId } from '../ports/ids.ts'
import { capturePosition, tablesCapturedSince } from './capture.ts'
import { createRecords, type Records } from './records.ts'
import type { SyncTableName } from './registry.ts'
import type { Id } from './schema.ts'

/** What a write is called in the journal: `kind` names a message, `detail` its values. */
export interface CommandLabel {
  readonly kind: string
  readonly detail?: Readonly<Record<string, string | number | null>>
}

export interface Author {
  readonly db: Database
  readonly employeeId: Id | null
  readonly clock: Clock
  readonly newId: NewId
}

export interface Committed<T> {
  readonly value: T
  /** Row of `command`: what to undo. */
  readonly command: number
  readonly tables: readonly SyncTableName[]
}

/**
 * Runs one command: everything `work` writes is one transaction, one clock, one step in the journal, one undo.
 *
 * Edge    a command that changed nothing leaves no step in the journal.
 * Errors  whatever `work` throws rolls everything back and is thrown on.
 */
export function writeCommand<T>(author: Author, label: CommandLabel, work: (records: Records) => T): Committed<T> {
  const { db } = author
  return db
    .transaction((): Committed<T> => {
      const now = author.clock.now()
      const before = capturePosition(db)
      const hlc = tick(Number(db.prepare('SELECT last_hlc FROM sync_ctx').pluck().get()), now, 0)
      const command = Number(
        db
          .prepare('INSERT INTO command (kind, detail, hlc, at, employee_id) VALUES (?, ?, ?, ?, ?)')
          .run(label.kind, JSON.stringify(label.detail ?? {}), hlc, now, author.employeeId).lastInsertRowid,
      )
      db.prepare('UPDATE sync_ctx SET hlc = ?, last_hlc = ?, command = ?, capture = 1').run(hlc, hlc, command)
      const value = work(createRecords(db, { now, by: author.employeeId, newId: () => author.newId(now) }))
      db.prepare('UPDATE sync_ctx SET command = NULL').run()
      const tables = tablesCapturedSince(db, before)
      if (tables.length === 0) db.prepare('DELETE FROM command WHERE seq = ?').run(command)
      else db.prepare('UPDATE command SET history_from = ?, history_to = ? WHERE seq = ?').run(before.history, capturePosition(db).history, command)
      return { value, command, tables }
    })
    .immediate()
}
