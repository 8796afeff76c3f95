import type { SyncTableName } from '../../../db/registry.ts'
import type { ParsedRow } from '../parsed-row.ts'
import type { Lookup, Ref } from '../references.ts'
import type { SqlValue, Values } from '../write-set.ts'
import type { ImportContext } from './import-context.ts'

/** How rows of one entity become records of one table. */
export interface RecordSpec {
  readonly table: SyncTableName
  /** Field -> column that takes its value as it is. */
  readonly columns: Readonly<Record<string, string>>
  /** Columns that point at other records; a reference that leads nowhere rejects the row. */
  readonly references?: (context: ImportContext, row: ParsedRow) => Values
  /** A column that may point at a record of the same file further down; looked up when all rows are known. */
  readonly late?: LateReference
  /** The field that gives the record to somebody; not everybody may. */
  readonly ownerField?: string
  /** Finds the record that the row means, by the entity's own keys. */
  readonly find: (context: ImportContext, row: ParsedRow, values: Values) => Lookup
  /** Values of a new record besides the row's own; null when the row is not enough for one (the reason is logged). */
  readonly complete: (context: ImportContext, row: ParsedRow, values: Values) => Values | null
  /** Natural key of a new record. */
  readonly key: (context: ImportContext, row: ParsedRow, values: Values) => readonly (string | Uint8Array | null)[]
  /** Makes a new record findable by later rows. */
  readonly remember: (context: ImportContext, ref: Ref, values: Values, row: ParsedRow) => void
  /** What hangs on the record: links, stage history. `before` is the record as it was; undefined when it is new. */
  readonly after?: (context: ImportContext, row: ParsedRow, ref: Ref, values: Values, before: Readonly<Record<string, unknown>> | undefined) => boolean
}

export interface LateReference {
  readonly field: string
  readonly column: string
  readonly find: (context: ImportContext, row: ParsedRow) => Ref | null
}

/** The row's own values by column; empty cells are left out, so that they keep what is there. */
export function ownValues(spec: RecordSpec, row: ParsedRow, values: (field: string) => SqlValue): Values {
  const found: Values = {}
  for (const [field, column] of Object.entries(spec.columns)) {
    if (!row.has(field)) continue
    const value = values(field)
    if (value !== null) found[column] = value
  }
  return found
}
