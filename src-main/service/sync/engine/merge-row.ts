import { lowestSlot, type RowClocks } from './row-clocks.ts'

/** Which site prevails when two clocks are equal: rank of each alias by its 16-byte site id. */
export type SiteRanks = ArrayLike<number>

/** Up to which clock of each site (by alias) a copy had seen everything, when it was read. */
export type SeenClocks = ArrayLike<number>

/** What merging a row means, as masks of slots. Reused from row to row: read it before the next one. */
export interface RowDecision {
  /** Theirs is later: take it. */
  take: number
  /** Of `take`: they had not seen what we hold, so that ours is lost, if it differs. */
  oursLost: number
  /** Ours is later, and we had not seen theirs, so that theirs is lost, if it differs. */
  theirsLost: number
  /** Of `take`: they had seen what we hold, and decided for the other. */
  decidedThere: number
}

export function newRowDecision(): RowDecision {
  return { take: 0, oursLost: 0, theirsLost: 0, decidedThere: 0 }
}

/**
 * Decides column by column whose value stays: the later one in the total order (hlc, site id). Commutative, associative and
 * idempotent, so that copies agree whatever the order in which they meet.
 *
 * A loss is reported only for writes that did not know of each other. Ours is lost when they had not seen its clock; theirs when it is
 * new to us: whoever wrote what we hold could not have seen it, else we would have heard of it on the way here.
 *
 * Shape   `mask` = the slots that their record states.
 */
export function decideRow(
  into: RowDecision,
  ours: RowClocks,
  theirs: RowClocks,
  mask: number,
  ranks: SiteRanks,
  seenByThem: SeenClocks,
  seenByUs: SeenClocks,
): void {
  let take = 0
  let oursLost = 0
  let theirsLost = 0
  let decidedThere = 0
  for (let left = mask | 0; left !== 0; left &= left - 1) {
    const slot = lowestSlot(left)
    const bit = 1 << slot
    const oursH = ours.h[slot] ?? 0
    const theirsH = theirs.h[slot] ?? 0
    const oursS = ours.s[slot] ?? 0
    const theirsS = theirs.s[slot] ?? 0
    if (theirsH === oursH && theirsS === oursS) continue
    if (theirsH > oursH || (theirsH === oursH && (ranks[theirsS] ?? -1) > (ranks[oursS] ?? -1))) {
      take |= bit
      if (oursH === 0) continue
      if (oursH > (seenByThem[oursS] ?? 0)) oursLost |= bit
      else decidedThere |= bit
    } else if (theirsH > (seenByUs[theirsS] ?? 0)) {
      theirsLost |= bit
    }
  }
  into.take = take >>> 0
  into.oursLost = oursLost >>> 0
  into.theirsLost = theirsLost >>> 0
  into.decidedThere = decidedThere >>> 0
}
