import { syncTableByNumber } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound, refuse } from '../../refusal.ts'
import type { SqlValue } from '../../sync/store/tomb-body.ts'
import { isSameValue, readOldValues } from './field-values.ts'
import { titleOf } from './titles.ts'

/**
 * Gives one field of a history entry its old value again, as a new write. Gives the step; null when it held that value already.
 *
 * Errors  `NotFound` for an entry or field that is not there; refuses `record-deleted`.
 */
export function setFieldBack(workspace: Workspace, seq: number, field: string): number | null {
  const { db } = workspace
  const line = db.prepare<[number], { tbl: number; id: Buffer; old: string }>('SELECT tbl, id, old FROM history WHERE seq = ?').get(seq)
  const table = line && syncTableByNumber(line.tbl)
  if (!line || !table) throw new NotFound('history')
  const value = readOldValues(table, line.old).values.get(table.columns.indexOf(field))
  if (value === undefined) throw new NotFound('history')
  const present = db.prepare<[Buffer], SqlValue>(`SELECT ${field} FROM ${table.name} WHERE id = ?`).pluck().get(line.id)
  const title = titleOf(db, table.name, line.id)
  if (present === undefined) refuse('record-deleted', { title: title ?? '' })
  if (isSameValue(present, value)) return null
  return workspace.write({ kind: 'journal.set-back', detail: { table: table.name, title, field } }, (records) =>
    records.update(table.name, line.id, { [field]: value }),
  ).command
}
