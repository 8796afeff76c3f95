import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALIVE, clockOf, fillClocks, newestClock, newRowClocks, readStamps, type RowClocks, setOwnClock, SLOTS, writeExceptions } from './row-clocks.ts'

const hlc = fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }))
const alias = fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 65_535 }))
const clock = fc.tuple(hlc, alias)
/** Clocks of a row with `columns` columns; slots that no column uses share the clock of being alive. */
const rowClocks = fc.record({ columns: fc.integer({ min: 1, max: 31 }), base: clock, slots: fc.array(clock, { minLength: SLOTS, maxLength: SLOTS }) })

function clocksFrom({ columns, base, slots }: { columns: number; base: [number, number]; slots: [number, number][] }): RowClocks {
  const clocks = newRowClocks()
  fillClocks(clocks, ...base)
  for (let i = 0; i < columns; i++) {
    clocks.h[i] = slots[i]?.[0] ?? 0
    clocks.s[i] = slots[i]?.[1] ?? 0
  }
  return clocks
}

describe('writeExceptions and readStamps', () => {
  it('give back every clock, whatever it is', () => {
    fc.assert(
      fc.property(rowClocks, (made) => {
        const clocks = clocksFrom(made)
        const base = clockOf(clocks, ALIVE)
        const read = newRowClocks()
        readStamps(read, base.h, base.s, writeExceptions(clocks, made.columns, ALIVE))
        expect(read).toEqual(clocks)
      }),
    )
  })

  it('give back the columns of a deleted row from the clock of its first column', () => {
    fc.assert(
      fc.property(rowClocks, (made) => {
        const clocks = clocksFrom(made)
        const base = clockOf(clocks, 0)
        const read = newRowClocks()
        readStamps(read, base.h, base.s, writeExceptions(clocks, made.columns, 0))
        for (let column = 0; column < made.columns; column++) expect(clockOf(read, column)).toEqual(clockOf(clocks, column))
      }),
    )
  })

  it('spend nothing on a row whose columns share one clock, and 11 bytes on each that differs', () => {
    const clocks = newRowClocks()
    fillClocks(clocks, 77, 3)
    expect(writeExceptions(clocks, 20, ALIVE)).toBeNull()
    setOwnClock(clocks, 4, 99, 1)
    expect(writeExceptions(clocks, 20, ALIVE)).toHaveLength(11)
  })

  it('refuse damaged bytes', () => {
    const clocks = newRowClocks()
    const entry = (slot: number, h: number): Uint8Array => {
      const bytes = new Uint8Array(11)
      new DataView(bytes.buffer).setUint8(0, slot)
      new DataView(bytes.buffer).setFloat64(1, h, true)
      return bytes
    }
    for (const bytes of [new Uint8Array(10), entry(32, 1), entry(0, -1), entry(0, 0.5), entry(0, Number.NaN), entry(0, 2 ** 53)]) {
      expect(() => readStamps(clocks, 1, 1, bytes)).toThrow('row-clocks')
    }
  })
})

describe('setOwnClock', () => {
  it('prevails over whatever the slot held, and is the same when it is repeated', () => {
    fc.assert(
      fc.property(clock, fc.integer({ min: 1, max: 2 ** 52 }), ([heldH, heldS], h) => {
        const held = Math.min(heldH, 2 ** 52)
        const clocks = newRowClocks()
        fillClocks(clocks, held, heldS)
        setOwnClock(clocks, 0, h, 7)
        const once = clockOf(clocks, 0)
        expect(once.s).toBe(7)
        if (held !== h || heldS !== 7) expect(once.h).toBeGreaterThan(Math.max(held, h - 1))
        if (held < h) {
          setOwnClock(clocks, 0, h, 7)
          expect(clockOf(clocks, 0)).toEqual(once)
        }
      }),
    )
  })
})

describe('newestClock', () => {
  it('looks at the columns, and at the row unless told not to', () => {
    const clocks = newRowClocks()
    clocks.h[2] = 5
    clocks.h[9] = 8
    clocks.h[ALIVE] = 6
    expect(newestClock(clocks, 3)).toBe(6)
    expect(newestClock(clocks, 3, true)).toBe(5)
    expect(newestClock(clocks, 10)).toBe(8)
  })
})
