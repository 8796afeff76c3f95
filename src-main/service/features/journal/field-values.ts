import type { Database } from 'better-sqlite3'
import type { FieldValue } from '#shared/contract/record-tables.ts'
import { idText } from '../../db/record-id.ts'
import { ALIVE_COLUMN, isIdColumn, type SyncTable, type SyncTableName } from '../../db/registry.ts'
import type { SqlValue } from '../../sync/store/tomb-body.ts'
import { referencedTable, titleOf } from './titles.ts'

/** The old values of one line of the history. */
export interface OldValues {
  /** By column number. */
  readonly values: ReadonlyMap<number, SqlValue>
  /** Clocks of columns that were not written at the line's own. */
  readonly at: ReadonlyMap<number, number>
  /** Whether the row lived before; undefined when that did not change. */
  readonly wasAlive: boolean | undefined
}

/** Reads `history.old`, which the triggers (db/capture.ts) and merges (sync/store/merge-ledger.ts) write. */
export function readOldValues(table: SyncTable, json: string): OldValues {
  const { at, ...old } = JSON.parse(json) as Readonly<Record<string, string | number | null>> & { readonly at?: Readonly<Record<string, number>> }
  const values = new Map<number, SqlValue>()
  let wasAlive: boolean | undefined
  for (const [key, value] of Object.entries(old)) {
    const column = Number(key)
    if (column === ALIVE_COLUMN) wasAlive = value === 1
    else values.set(column, value !== null && isIdColumn(table.columns[column] ?? '') ? Buffer.from(String(value), 'hex') : value)
  }
  return { values, at: new Map(Object.entries(at ?? {}).map(([column, h]) => [Number(column), h])), wasAlive }
}

export function isSameValue(a: SqlValue | undefined, b: SqlValue | undefined): boolean {
  return Buffer.isBuffer(a) && Buffer.isBuffer(b) ? a.equals(b) : a === b
}

/** A stored value as contracts give it, with the title of what it refers to. */
export function toFieldValue(db: Database, table: SyncTableName, column: string, value: SqlValue): FieldValue {
  if (!Buffer.isBuffer(value)) return { value, label: null }
  const target = referencedTable(table, column)
  return { value: value.length === 16 ? idText(value) : value.toString('hex'), label: target === null ? null : titleOf(db, target, value) }
}
