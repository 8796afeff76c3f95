/**
 * The clocks of one row: for each column, and for the row's being alive or deleted, when and by whom it was last written.
 *
 * Shape   32 slots: 0-30 the columns by their number in the registry, 31 (ALIVE) the row itself. `h` = hlc, `s` = local alias
 *         of the site. A clock of 0 by site 0 means "never written".
 *         Stored as three values: `_h`, `_s` = the clock that most slots share, `_c` = the exceptions.
 */
export interface RowClocks {
  readonly h: Float64Array
  readonly s: Uint16Array
}

export const SLOTS = 32
export const ALIVE = 31
/** Bit of a slot in a mask; masks are kept unsigned. */
export const ALIVE_BIT = 0x8000_0000

/** Gives the lowest slot of a mask that is not 0; `mask &= mask - 1` takes it away: most masks have one or two of 32. */
export function lowestSlot(mask: number): number {
  return 31 - Math.clz32(mask & -mask)
}

/** Bytes of one exception: column u8, hlc f64, site alias u16, little endian. */
const ENTRY = 11

export function newRowClocks(): RowClocks {
  return { h: new Float64Array(SLOTS), s: new Uint16Array(SLOTS) }
}

/** Sets every slot to one clock. */
export function fillClocks(into: RowClocks, h: number, s: number): void {
  into.h.fill(h)
  into.s.fill(s)
}

/**
 * Reads the stamps of a stored row.
 *
 * Errors  throws on exceptions that are no multiple of 11 bytes, name an unknown slot, or hold a clock that is no safe integer.
 */
export function readStamps(into: RowClocks, h: number, s: number, c: Uint8Array | null): void {
  fillClocks(into, h, s)
  if (c === null) return
  if (c.length % ENTRY !== 0) throw new Error(`row-clocks: ${String(c.length)} bytes of exceptions`)
  const view = new DataView(c.buffer, c.byteOffset, c.byteLength)
  for (let at = 0; at < c.length; at += ENTRY) {
    const slot = view.getUint8(at)
    const hlc = view.getFloat64(at + 1, true)
    if (slot >= SLOTS || !Number.isSafeInteger(hlc) || hlc < 0) throw new Error('row-clocks: damaged exceptions')
    into.h[slot] = hlc
    into.s[slot] = view.getUint16(at + 9, true)
  }
}

/**
 * Gives the exceptions of a row's columns from one of its slots, or null when all columns share that clock.
 *
 * Shape   ascending by column, so that equal clocks give equal bytes. The base of a living row is ALIVE, of a deleted one column 0.
 */
export function writeExceptions(clocks: RowClocks, columns: number, base: number): Uint8Array | null {
  const { h, s } = clocks
  const baseH = h[base]
  const baseS = s[base]
  let count = 0
  for (let i = 0; i < columns; i++) if (h[i] !== baseH || s[i] !== baseS) count++
  if (count === 0) return null
  const bytes = new Uint8Array(count * ENTRY)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (let i = 0; i < columns; i++) {
    if (h[i] === baseH && s[i] === baseS) continue
    view.setUint8(at, i)
    view.setFloat64(at + 1, h[i] ?? 0, true)
    view.setUint16(at + 9, s[i] ?? 0, true)
    at += ENTRY
  }
  return bytes
}

/** Gives the clock of one slot. */
export function clockOf(clocks: RowClocks, slot: number): { readonly h: number; readonly s: number } {
  return { h: clocks.h[slot] ?? 0, s: clocks.s[slot] ?? 0 }
}

/** Gives the newest clock of the columns and, unless `columnsOnly`, of the row. */
export function newestClock(clocks: RowClocks, columns: number, columnsOnly = false): number {
  let newest = columnsOnly ? 0 : (clocks.h[ALIVE] ?? 0)
  for (let i = 0; i < columns; i++) newest = Math.max(newest, clocks.h[i] ?? 0)
  return newest
}

/**
 * Sets one slot to a write of our own. A write always prevails over what its author saw: where the slot holds a clock from the
 * future, ours goes one past it. Idempotent for the same write.
 */
export function setOwnClock(clocks: RowClocks, slot: number, h: number, self: number): void {
  const held = clocks.h[slot] ?? 0
  const isSame = held === h && clocks.s[slot] === self
  clocks.h[slot] = held >= h && !isSame ? held + 1 : h
  clocks.s[slot] = self
}
