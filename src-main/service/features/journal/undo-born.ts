import type { SyncTable, SyncTableName } from '../../db/registry.ts'
import { TABLES_CHILDREN_FIRST, type UndoRun } from './undo-run.ts'

/** What keeps a new record although its step is undone: living rows that refer to it (by indexed columns). */
const USED_BY: Readonly<Partial<Record<SyncTableName, readonly (readonly [table: SyncTableName, column: string])[]>>> = {
  customer: [['sales_order', 'customer_id'], ['opportunity', 'customer_id'], ['activity', 'customer_id'], ['customer_contact', 'customer_id']],
  contact: [['customer_contact', 'contact_id']],
  product: [['order_line', 'product_id']],
  sales_order: [['order_line', 'order_id']],
  opportunity: [['stage_change', 'opportunity_id']],
}

/** Ids that are deleted by one statement; between two an undo can be cancelled. */
const BLOCK = 20_000

/** Deletes the rows that a step made or brought back, unless somebody edited or uses them since. Gives how many. */
export function removeBorn(run: UndoRun): number {
  const { workspace, step, report } = run
  const { db } = workspace
  let removed = 0
  db.exec('CREATE TEMP TABLE IF NOT EXISTS born (id BLOB NOT NULL PRIMARY KEY) WITHOUT ROWID')
  for (const [i, table] of TABLES_CHILDREN_FIRST.entries()) {
    report.throwIfCancelled()
    report.progress('undo', i, TABLES_CHILDREN_FIRST.length)
    db.exec('DELETE FROM temp.born')
    if (step.kind === 'sync.merged') findMerged(run, table)
    else findWritten(run, table)
    removed += removeFound(run, table, step.kind === 'sync.merged' ? editedAfter(run, table) : 'r._c IS NOT NULL')
    db.exec('DELETE FROM temp.born')
    findBroughtBack(run, table)
    removed += removeFound(run, table, editedAfter(run, table))
  }
  db.exec('DROP TABLE temp.born')
  return removed
}

/** Rows of a step of our own carry its clock; those that it only brought back do too, but they were there before. */
function findWritten({ workspace: { db }, step, own }: UndoRun, table: SyncTable): void {
  db.prepare(
    `INSERT INTO temp.born SELECT id FROM ${table.name} WHERE _h = ? AND _s = ?
       AND id NOT IN (SELECT id FROM history WHERE seq > ? AND seq <= ? AND tbl = ? AND mask >= 2147483648)`,
  ).run(step.hlc, own, step.historyFrom, step.historyTo, table.number)
}

function findMerged({ workspace: { db }, step }: UndoRun, table: SyncTable): void {
  const insert = db.prepare('INSERT OR IGNORE INTO temp.born (id) VALUES (?)')
  for (const ids of db.prepare<[number, number], Buffer>('SELECT ids FROM sync_born WHERE command = ? AND tbl = ?').pluck().all(step.seq, table.number)) {
    for (let at = 0; at < ids.length; at += 16) insert.run(ids.subarray(at, at + 16))
  }
}

function findBroughtBack({ workspace: { db }, step }: UndoRun, table: SyncTable): void {
  db.prepare(
    `INSERT OR IGNORE INTO temp.born SELECT h.id FROM history h JOIN ${table.name} r ON r.id = h.id AND r._h = h.hlc AND r._s = h.site
     WHERE h.seq > ? AND h.seq <= ? AND h.tbl = ? AND h.mask >= 2147483648 AND h.old = '{"31":0}'`,
  ).run(step.historyFrom, step.historyTo, table.number)
}

/** SQL that tells whether a row has been edited since a step, other than by this undo. */
function editedAfter({ step }: UndoRun, table: SyncTable): string {
  return `EXISTS (SELECT 1 FROM history h WHERE h.tbl = ${String(table.number)} AND h.id = r.id AND h.seq > ${String(step.historyTo)}
    AND h.command IS NOT (SELECT command FROM sync_ctx))`
}

function removeFound({ workspace: { db }, conflicts, report }: UndoRun, table: SyncTable, editedSince: string): number {
  const used = (USED_BY[table.name] ?? []).map(([child, column]) => `EXISTS (SELECT 1 FROM ${child} x WHERE x.${column} = r.id)`)
  const keeps = [editedSince, ...used].join(' OR ')
  // CROSS: the found ones first, which are few or none; the other way round would ask every row of the table
  const kept = db.prepare<[], Buffer>(`SELECT r.id FROM temp.born b CROSS JOIN ${table.name} r ON r.id = b.id WHERE ${keeps}`).pluck().all()
  const forget = db.prepare('DELETE FROM temp.born WHERE id = ?')
  for (const id of kept) {
    conflicts.add({ kind: 'edited-since', table: table.name, id })
    forget.run(id)
  }
  const remove = db.prepare<[Buffer]>(
    `DELETE FROM ${table.name} WHERE id IN (SELECT id FROM temp.born WHERE id > ? ORDER BY id LIMIT ${String(BLOCK)})`,
  )
  const last = db.prepare<[Buffer], Buffer>(`SELECT id FROM temp.born WHERE id > ? ORDER BY id LIMIT 1 OFFSET ${String(BLOCK - 1)}`).pluck()
  let removed = 0
  let after: Buffer | undefined = Buffer.alloc(0)
  while (after) {
    removed += remove.run(after).changes
    after = last.get(after)
    report.throwIfCancelled()
  }
  return removed
}
