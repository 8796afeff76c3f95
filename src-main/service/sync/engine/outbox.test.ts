import { describe, expect, it } from 'vitest'
import { applyPending, NEW_ROW } from './outbox.ts'
import { ALIVE, ALIVE_BIT, clockOf, fillClocks, newRowClocks } from './row-clocks.ts'

const SELF = 1
const PEER = 5

describe('applyPending', () => {
  it('gives a new row one clock in every slot', () => {
    const clocks = newRowClocks()
    applyPending(clocks, [{ mask: NEW_ROW, hlc: 100 }], SELF)
    for (const slot of [0, 1, 30, ALIVE]) expect(clockOf(clocks, slot)).toEqual({ h: 100, s: SELF })
  })

  it('moves only the slots that were written', () => {
    const clocks = newRowClocks()
    fillClocks(clocks, 50, PEER)
    applyPending(clocks, [{ mask: 0b1010, hlc: 100 }], SELF)
    expect([0, 1, 2, 3, ALIVE].map((slot) => clockOf(clocks, slot).h)).toEqual([50, 100, 50, 100, 50])
    expect(clockOf(clocks, 0).s).toBe(PEER)
    expect(clockOf(clocks, 1).s).toBe(SELF)
  })

  it('keeps the last of several writes of one slot', () => {
    const clocks = newRowClocks()
    applyPending(clocks, [{ mask: NEW_ROW, hlc: 100 }, { mask: 1, hlc: 101 }, { mask: 1, hlc: 102 }], SELF)
    expect(clockOf(clocks, 0).h).toBe(102)
    expect(clockOf(clocks, ALIVE).h).toBe(100)
  })

  it('moves being alive by a deletion, the columns stay', () => {
    const clocks = newRowClocks()
    fillClocks(clocks, 50, PEER)
    applyPending(clocks, [{ mask: ALIVE_BIT, hlc: 100 }], SELF)
    expect(clockOf(clocks, ALIVE)).toEqual({ h: 100, s: SELF })
    expect(clockOf(clocks, 30)).toEqual({ h: 50, s: PEER })
  })

  it('lets our write prevail over a value from the future that it replaced', () => {
    const clocks = newRowClocks()
    fillClocks(clocks, 9_000, PEER)
    applyPending(clocks, [{ mask: 1, hlc: 100 }], SELF)
    expect(clockOf(clocks, 0)).toEqual({ h: 9_001, s: SELF })
  })

  it('changes nothing when there is nothing', () => {
    const clocks = newRowClocks()
    fillClocks(clocks, 50, PEER)
    applyPending(clocks, [], SELF)
    expect(clockOf(clocks, 0)).toEqual({ h: 50, s: PEER })
  })
})
