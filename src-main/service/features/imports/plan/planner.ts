import type { SyncTableName } from '../../../db/registry.ts'
import type { ParsedRow } from '../parsed-row.ts'
import type { Stamp } from '../write-set.ts'

/** Turns rows into what will be written. Three steps: `add` every row, `finish` once, `write` inside the transaction. */
export interface Planner {
  /** Takes one row that has no unreadable cell. */
  add(row: ParsedRow): void
  /** Takes notice of a row that is out already, so that what belongs to it stays out too. */
  addRejected(row: ParsedRow): void
  /** Settles what could not be settled row by row. */
  finish(): void
  /** Whether there is anything to write. */
  readonly isEmpty: boolean
  /** Gives the count of new records by table. */
  write(stamp: Stamp, everySoOften: (done: number, total: number) => void): Map<SyncTableName, number>
}
