import { ALIVE_COLUMN, syncTableByNumber } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuse } from '../../refusal.ts'
import { restoreRecord, titleOf } from '../journal/public.ts'
import { readLoss } from './lost.queries.ts'

/**
 * Makes a value that lost the present one (a new write, later than all), or brings a record back that was deleted while edited; settles the
 * entry. Gives the step, null when the field held that value already.
 *
 * Errors  `NotFound`; refuses `record-deleted` for a field of a record in the bin.
 */
export function setBackLost(workspace: Workspace, seq: number): number | null {
  const loss = readLoss(workspace, seq)
  const table = syncTableByNumber(loss.tbl)
  if (!table) throw new Error(`lost: no table ${String(loss.tbl)}`)
  const step = loss.col === ALIVE_COLUMN ? restoreRecord(workspace, table.name, loss.id) : setField()
  settleLost(workspace, [seq])
  return step

  function setField(): number | null {
    const { db } = workspace
    const column = table?.columns[loss.col]
    if (!table || column === undefined) throw new Error(`lost: no column ${String(loss.col)}`)
    const present = db.prepare<[Buffer], unknown>(`SELECT ${column} FROM ${table.name} WHERE id = ?`).pluck().get(loss.id)
    const title = titleOf(db, table.name, loss.id)
    if (present === undefined) refuse('record-deleted', { title: title ?? '' })
    if (isSame(present, loss.value)) return null
    return workspace.write({ kind: 'sync.set-back', detail: { table: table.name, title, field: column } }, (records) =>
      records.update(table.name, loss.id, { [column]: loss.value }),
    ).command
  }
}

/** Leaves things as they are; gives how many entries that settled. */
export function settleLost({ db, clock }: Workspace, seqs: readonly number[]): number {
  return db.prepare('UPDATE sync_lost SET settled_at = ? WHERE settled_at IS NULL AND seq IN (SELECT value FROM json_each(?))').run(clock.now(), JSON.stringify(seqs)).changes
}

function isSame(a: unknown, b: unknown): boolean {
  return Buffer.isBuffer(a) && Buffer.isBuffer(b) ? a.equals(b) : a === b
}
