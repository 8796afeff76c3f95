import { fillClocks, lowestSlot, type RowClocks, setOwnClock } from './row-clocks.ts'

/** One write of a row that is not in its stamps yet. */
export interface PendingWrite {
  /** Slots that were written, or NEW_ROW. */
  readonly mask: number
  readonly hlc: number
}

/** The row was inserted: every slot at once. */
export const NEW_ROW = -1

/**
 * Lays the pending writes of one row over its stamps: its true clocks, whether it is sealed or not.
 *
 * Shape   `writes` in the order in which they were made; `self` = alias of their author. Whether the row lives is not told by the
 *         writes but by where it is: a deletion and a revival both set slot ALIVE.
 */
export function applyPending(clocks: RowClocks, writes: readonly PendingWrite[], self: number): void {
  for (const { mask, hlc } of writes) {
    if (mask === NEW_ROW) {
      fillClocks(clocks, hlc, self)
      continue
    }
    for (let left = mask | 0; left !== 0; left &= left - 1) setOwnClock(clocks, lowestSlot(left), hlc, self)
  }
}
