import type { SyncTable } from '../../db/registry.ts'
import { reviveListed } from '../../sync/store/revive.ts'
import { tableOfNumber, type UndoRun } from './undo-run.ts'

/** Lines of a step that say that a row of one table was deleted. `+` keeps to the step's range, whatever the table holds. */
const DELETED = `history h WHERE h.seq > ? AND h.seq <= ? AND +h.tbl = ? AND h.mask >= 2147483648 AND h.old = '{"31":1}'`

/** Brings back the rows that a step deleted. Gives how many. */
export function restoreDeleted(run: UndoRun): number {
  const { workspace: { db }, step, report } = run
  const numbers = db
    .prepare<[number, number], number>('SELECT DISTINCT tbl FROM history WHERE seq > ? AND seq <= ? AND mask >= 2147483648')
    .pluck()
    .all(step.historyFrom, step.historyTo)
  if (numbers.length === 0) return 0
  db.exec('CREATE TEMP TABLE IF NOT EXISTS back (id BLOB NOT NULL PRIMARY KEY) WITHOUT ROWID')
  let restored = 0
  for (const table of numbers.map(tableOfNumber)) {
    report.throwIfCancelled()
    db.exec('DELETE FROM temp.back')
    findDeleted(run, table)
    noteRestoredSince(run, table)
    restored += reviveListed(db, table, 'temp.back', () => report.throwIfCancelled())
  }
  db.exec('DROP TABLE temp.back')
  return restored
}

/** But for what somebody else deleted meanwhile, or what this very step made (its oldest column has the step's clock): that stays there. */
function findDeleted({ workspace: { db }, step, own }: UndoRun, table: SyncTable): void {
  const inBody = (element: number): string => `json_extract(CAST(t.body AS TEXT), '$[${String(element)}]')`
  db.prepare(
    `INSERT OR IGNORE INTO temp.back SELECT h.id FROM ${DELETED} AND EXISTS (SELECT 1 FROM sync_tomb t WHERE t.tbl = h.tbl AND t.id = h.id
       AND t.h > 0 AND t.s = h.site AND t.h >= h.hlc AND NOT (${inBody(0)} = ? AND ${inBody(1)} = ?))`,
  ).run(step.historyFrom, step.historyTo, table.number, step.hlc, own)
}

function noteRestoredSince({ workspace: { db }, step, conflicts }: UndoRun, table: SyncTable): void {
  const ids = db
    .prepare<[number, number, number], Buffer>(`SELECT DISTINCT h.id FROM ${DELETED} AND EXISTS (SELECT 1 FROM ${table.name} r WHERE r.id = h.id)`)
    .pluck()
    .all(step.historyFrom, step.historyTo, table.number)
  for (const id of ids) conflicts.add({ kind: 'restored-since', table: table.name, id })
}
