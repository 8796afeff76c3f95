import type { SyncTable } from '../../db/registry.ts'
import { clockOf, newRowClocks, readStamps } from '../../sync/engine/row-clocks.ts'
import type { SqlValue } from '../../sync/store/tomb-body.ts'
import { isSameValue, readOldValues } from './field-values.ts'
import { tableOfNumber, type UndoRun } from './undo-run.ts'

/** What a step replaced in one row. */
interface Replaced {
  readonly table: SyncTable
  readonly id: Buffer
  /** By column: the value before the step, and the clock that the step's own value has. */
  readonly columns: Map<number, { readonly old: SqlValue; h: number; s: number }>
}

type StoredRow = [h: number, s: number, c: Buffer | null, ...SqlValue[]]

/** Gives fields that a step changed their old values, where they still hold what the step wrote. Gives how many. */
export function setBackChanged(run: UndoRun): number {
  const { workspace, conflicts, report, records } = run
  const clocks = newRowClocks()
  let fields = 0
  let rows = 0
  for (const { table, id, columns } of readReplaced(run).values()) {
    if (++rows % 2_000 === 0) report.throwIfCancelled()
    const present = workspace.db.prepare<[Buffer], StoredRow>(`SELECT _h, _s, _c, ${table.columns.join(', ')} FROM ${table.name} WHERE id = ?`).raw().get(id)
    if (present) readStamps(clocks, present[0], present[1], present[2])
    const patch: Record<string, SqlValue> = {}
    for (const [column, { old, h, s }] of columns) {
      const name = table.columns[column]
      if (name === undefined || table.quiet.includes(name)) continue
      const current = present?.[column + 3] as SqlValue | undefined
      if (current !== undefined && isSameValue(current, old)) continue
      const held = clockOf(clocks, column)
      if (current === undefined || held.h !== h || held.s !== s) {
        conflicts.add({ kind: 'changed-since', table: table.name, id, column: name, wanted: old, ...(current === undefined ? {} : { current }) })
      } else patch[name] = old
    }
    const count = Object.keys(patch).length
    if (count === 0) continue
    records.update(table.name, id, patch)
    fields += count
  }
  return fields
}

function readReplaced({ workspace: { db }, step }: UndoRun): Map<string, Replaced> {
  const lines = db
    .prepare<[number, number], { tbl: number; id: Buffer; old: string; hlc: number; site: number }>(
      'SELECT tbl, id, old, hlc, site FROM history WHERE seq > ? AND seq <= ? AND mask < 2147483648 ORDER BY seq',
    )
    .all(step.historyFrom, step.historyTo)
  const replaced = new Map<string, Replaced>()
  for (const { tbl, id, old, hlc, site } of lines) {
    const key = `${String(tbl)}:${id.toString('latin1')}`
    const row = replaced.get(key) ?? { table: tableOfNumber(tbl), id, columns: new Map() }
    replaced.set(key, row)
    const { values, at } = readOldValues(row.table, old)
    for (const [column, value] of values) {
      const h = at.get(column) ?? hlc
      // written twice in one step: the first old value, the last clock
      const known = row.columns.get(column)
      if (known) Object.assign(known, { h, s: site })
      else row.columns.set(column, { old: value, h, s: site })
    }
  }
  return replaced
}
