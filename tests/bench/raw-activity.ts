import type { Database } from 'better-sqlite3'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { migrate } from '#service/db/migrate.ts'
import { DATABASE_FILE, openDatabase } from '#service/db/open-database.ts'
import { seededIds } from '#service/ports/ids.ts'
import { type Spent, spent } from './figure.ts'
import { contentOf, EDITED, INSERT_ACTIVITY, randomBelow, rowOf, START } from './merge-workload.ts'

/** What the same rows cost by plain prepared statements, in one transaction each: the same table and indexes, no triggers, no stamps. */
export interface RawCost {
  readonly insert: Spent
  readonly update: Spent
}

/** Inserts rows into an empty database and updates one field of each; `kept` = the beginning of the names of the triggers that stay. */
export function insertAndUpdate(directory: string, rowCount: number, kept: 'capture_' | null): RawCost {
  const path = join(directory, 'raw.db')
  remove(path)
  const db = openDatabase(path, 'create')
  migrate(db)
  dropTriggers(db, kept)
  const random = randomBelow(7)
  const newId = seededIds(7)
  const rows = Array.from({ length: rowCount }, (_, n) => rowOf(newId(START + n), START, Buffer.alloc(16, 1), random))
  const edits = rows.map((row) => [contentOf('minutes', random), START + 1, row[0]])
  const insert = db.prepare(INSERT_ACTIVITY)
  const update = db.prepare('UPDATE activity SET minutes = ?, updated_at = ? WHERE id = ?')
  const cost = {
    insert: inTransaction(db, () => rows.forEach((row) => insert.run(...row))),
    update: inTransaction(db, () => edits.forEach((edit) => update.run(...edit))),
  }
  db.close()
  remove(path)
  return cost
}

/** Updates one field of every row of a closed copy, scattered: on a copy of its file. */
export function updateScattered(copy: string, directory: string): Spent {
  const path = join(directory, 'raw.db')
  remove(path)
  cpSync(join(copy, DATABASE_FILE), path)
  const db = openDatabase(path, 'write')
  dropTriggers(db, null)
  const ids = db.prepare<[], Buffer>('SELECT id FROM activity ORDER BY id').pluck().all()
  const random = randomBelow(3)
  const updates = EDITED.map((field) => db.prepare(`UPDATE activity SET ${field} = ? WHERE id = ?`))
  const edits = ids.map((_, n) => {
    const field = random(EDITED.length)
    return { field, value: contentOf(EDITED[field] ?? 'result', random), id: ids[(n * 70_001) % ids.length] }
  })
  const cost = inTransaction(db, () => edits.forEach(({ field, value, id }) => updates[field]?.run(value, id)))
  db.close()
  remove(path)
  return cost
}

function inTransaction(db: Database, work: () => void): Spent {
  return spent(() => db.transaction(work)())
}

function dropTriggers(db: Database, kept: string | null): void {
  const names = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()
  for (const name of names) if (kept === null || !name.startsWith(kept)) db.exec(`DROP TRIGGER ${name}`)
}

function remove(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
}
