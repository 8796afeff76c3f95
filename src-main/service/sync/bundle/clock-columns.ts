import { ALIVE, type RowClocks } from '../engine/row-clocks.ts'
import { type BytesIn, PayloadDamage } from './bytes-in.ts'
import type { BytesOut } from './bytes-out.ts'
import { readIntegers, writeIntegers } from './integer-column.ts'

/*
 * The clocks of a block (protocol section 6.5): one for each row, and the slots that have another one with their clocks. Sites are places in the list
 * of sites, counted from 1; 0 is nobody.
 */
export interface PackedClocks {
  readonly h: number[]
  readonly site: number[]
  /** Mask of the slots with a clock of their own. */
  readonly others: number[]
  /** Of these, by row and slot: distance to the clock of the row, and site. */
  readonly otherH: number[]
  readonly otherSite: number[]
}

export function newPackedClocks(): PackedClocks {
  return { h: [], site: [], others: [], otherH: [], otherSite: [] }
}

/** Adds the clocks that a record states. The clock of the row is the one of most of its slots. */
export function packClocks(into: PackedClocks, mask: number, { h, s }: RowClocks, siteOf: (alias: number) => number): void {
  const first = mask >>> ALIVE === 1 ? ALIVE : lowest(mask)
  if (first < 0) {
    into.h.push(0)
    into.site.push(0)
    into.others.push(0)
    return
  }
  let others = differing(mask, first, h, s)
  let base = first
  if (others !== 0) {
    base = mostCommon(mask, h, s)
    others = differing(mask, base, h, s)
  }
  const baseH = h[base] ?? 0
  into.h.push(baseH)
  into.site.push(siteOf(s[base] ?? 0))
  into.others.push(others >>> 0)
  for (let rest = others; rest !== 0; rest &= rest - 1) {
    const slot = lowest(rest)
    into.otherH.push((h[slot] ?? 0) - baseH)
    into.otherSite.push(siteOf(s[slot] ?? 0))
  }
}

/** Gives the mask of the slots whose clock is not that of `base`. */
function differing(mask: number, base: number, h: Float64Array, s: Uint16Array): number {
  const baseH = h[base]
  const baseS = s[base]
  let others = 0
  for (let rest = mask | 0; rest !== 0; rest &= rest - 1) {
    const slot = lowest(rest)
    if (h[slot] !== baseH || s[slot] !== baseS) others |= 1 << slot
  }
  return others
}

/** Gives a slot whose clock a majority of the slots has; any slot when there is no majority. */
function mostCommon(mask: number, h: Float64Array, s: Uint16Array): number {
  let candidate = lowest(mask)
  let lead = 0
  for (let rest = mask | 0; rest !== 0; rest &= rest - 1) {
    const slot = lowest(rest)
    if (h[slot] === h[candidate] && s[slot] === s[candidate]) {
      lead++
    } else if (--lead < 0) {
      candidate = slot
      lead = 1
    }
  }
  return candidate
}

export function writeClocks(out: BytesOut, { h, site, others, otherH, otherSite }: PackedClocks): void {
  writeIntegers(out, h)
  writeIntegers(out, site)
  writeIntegers(out, others)
  if (otherH.length === 0) return
  writeIntegers(out, otherH)
  writeIntegers(out, otherSite)
}

/** Clocks of the rows of a block, by row; of the slots with one of their own in the order of rows and slots. */
export interface BlockClocks {
  readonly h: Float64Array
  readonly s: Uint16Array
  readonly others: Float64Array
  /** Distance to the clock of the row. */
  readonly otherH: Float64Array
  readonly otherS: Uint16Array
}

const NONE = { otherH: new Float64Array(0), otherS: new Uint16Array(0) }

/** Errors: `PayloadDamage`. */
export function readClocks(from: BytesIn, rows: number, aliases: ArrayLike<number>): BlockClocks {
  const h = readIntegers(from, rows)
  const site = readIntegers(from, rows)
  const s = toAliases(site, aliases)
  for (let i = 0; i < rows; i++) checkClock(h[i] ?? 0, site[i] ?? 0)
  const others = readIntegers(from, rows)
  let count = 0
  for (const mask of others) count += slotsOf(mask)
  if (count === 0) return { h, s, others, ...NONE }
  const otherH = readIntegers(from, count)
  const otherSite = readIntegers(from, count)
  let at = 0
  for (let i = 0; i < rows; i++) {
    for (let left = slotsOf(others[i] ?? 0); left > 0; left--, at++) checkClock((h[i] ?? 0) + (otherH[at] ?? 0), otherSite[at] ?? 0)
  }
  return { h, s, others, otherH, otherS: toAliases(otherSite, aliases) }
}

/** A clock by nobody is that of a value that was never written. */
function checkClock(h: number, site: number): void {
  if (h < 0 || !Number.isSafeInteger(h) || (site === 0 && h !== 0)) throw new PayloadDamage('a clock that cannot be')
}

function toAliases(sites: Float64Array, aliases: ArrayLike<number>): Uint16Array {
  const found = new Uint16Array(sites.length)
  for (let i = 0; i < sites.length; i++) {
    const alias = aliases[sites[i] ?? 0]
    if (alias === undefined) throw new PayloadDamage('a site that is not listed')
    found[i] = alias
  }
  return found
}

function slotsOf(mask: number): number {
  if (mask < 0 || mask > 0xffff_ffff) throw new PayloadDamage('a mask of more than 32 slots')
  let slots = 0
  for (let rest = mask | 0; rest !== 0; rest &= rest - 1) slots++
  return slots
}

function lowest(mask: number): number {
  return 31 - Math.clz32(mask & -mask)
}
