import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideRow, newRowDecision, type RowDecision } from './merge-row.ts'
import { ALIVE_BIT, newRowClocks, type RowClocks, SLOTS } from './row-clocks.ts'

const ALL = 0xffff_ffff
/** Aliases 1-3; their site ids stand in another order than the aliases. */
const RANKS = [-1, 2, 0, 1]
const NOTHING_SEEN = [0, 0, 0, 0]
const EVERYTHING_SEEN = [1e9, 1e9, 1e9, 1e9]

type Slots = readonly (readonly [h: number, s: number])[]
const slots: fc.Arbitrary<Slots> = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 })), { minLength: SLOTS, maxLength: SLOTS })

function clocks(from: Slots): RowClocks {
  const made = newRowClocks()
  for (const [slot, [h, s]] of from.entries()) {
    made.h[slot] = h
    made.s[slot] = s
  }
  return made
}

function one(h: number, s: number): RowClocks {
  return clocks([[h, s]])
}

function decide(ours: RowClocks, theirs: RowClocks, mask = ALL, seenByThem = NOTHING_SEEN, seenByUs = NOTHING_SEEN): RowDecision {
  const into = newRowDecision()
  decideRow(into, ours, theirs, mask, RANKS, seenByThem, seenByUs)
  return into
}

function merged(ours: Slots, theirs: Slots): Slots {
  const { take } = decide(clocks(ours), clocks(theirs))
  return ours.map((slot, i) => ((take & (1 << i)) !== 0 ? (theirs[i] ?? slot) : slot))
}

describe('decideRow', () => {
  it('takes what is later', () => {
    expect(decide(one(1, 1), one(2, 2), 1)).toMatchObject({ take: 1, theirsLost: 0 })
    expect(decide(one(2, 1), one(1, 2), 1)).toMatchObject({ take: 0, theirsLost: 1 })
  })

  it('decides equal clocks by the site id, not by the local alias', () => {
    expect(decide(one(5, 1), one(5, 2), 1).take).toBe(0)
    expect(decide(one(5, 2), one(5, 1), 1).take).toBe(1)
    expect(decide(one(5, 2), one(5, 3), 1).take).toBe(1)
  })

  it('looks only at the slots that the record states', () => {
    const { take } = decide(clocks(Array.from({ length: SLOTS }, () => [1, 1] as const)), clocks(Array.from({ length: SLOTS }, () => [2, 2] as const)), 0b101)
    expect(take).toBe(0b101)
  })

  it('keeps masks unsigned when the row itself is decided', () => {
    const theirs = newRowClocks()
    theirs.h[31] = 9
    theirs.s[31] = 2
    expect(decide(newRowClocks(), theirs, ALIVE_BIT).take).toBe(ALIVE_BIT)
  })

  it('reports ours as lost only when they had not seen it', () => {
    expect(decide(one(1, 1), one(2, 2), 1, NOTHING_SEEN)).toMatchObject({ oursLost: 1, decidedThere: 0 })
    expect(decide(one(1, 1), one(2, 2), 1, EVERYTHING_SEEN)).toMatchObject({ oursLost: 0, decidedThere: 1 })
  })

  it('reports theirs as lost only when it is new to us', () => {
    expect(decide(one(2, 1), one(1, 2), 1, NOTHING_SEEN, NOTHING_SEEN).theirsLost).toBe(1)
    expect(decide(one(2, 1), one(1, 2), 1, NOTHING_SEEN, EVERYTHING_SEEN).theirsLost).toBe(0)
  })

  it('reports no loss of a value that was never written, nor of the same write', () => {
    expect(decide(one(0, 0), one(2, 2), 1)).toMatchObject({ take: 1, oursLost: 0, decidedThere: 0 })
    expect(decide(one(2, 2), one(2, 2), 1)).toEqual({ take: 0, oursLost: 0, theirsLost: 0, decidedThere: 0 })
  })

  it('is commutative, associative and idempotent', () => {
    fc.assert(
      fc.property(slots, slots, slots, (a, b, c) => {
        expect(merged(a, b)).toEqual(merged(b, a))
        expect(merged(merged(a, b), c)).toEqual(merged(a, merged(b, c)))
        expect(merged(a, a)).toEqual(a)
        expect(merged(merged(a, b), b)).toEqual(merged(a, b))
      }),
    )
  })
})
