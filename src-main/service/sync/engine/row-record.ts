import type { RowClocks } from './row-clocks.ts'

export type FieldContent = string | number | Uint8Array | null

/**
 * What another copy says of one row: the unit that the merge works on, wherever it comes from.
 *
 * Shape   `mask` = the slots that it states (bit 31 = whether it lives); `clocks` and `values` mean something in these only.
 *         Aliases are those of the receiving copy. Readers reuse one record from row to row.
 */
export interface RowRecord<Value extends FieldContent = FieldContent> {
  id: Uint8Array
  mask: number
  isAlive: boolean
  /** The receiver has surely not met this row: it may try to insert before it looks. */
  isNew: boolean
  readonly clocks: RowClocks
  /** By column number. */
  readonly values: Value[]
}
