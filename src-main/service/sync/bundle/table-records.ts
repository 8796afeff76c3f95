import type { FieldContent, RowRecord } from '../engine/row-record.ts'
import { ALIVE } from '../engine/row-clocks.ts'
import { newPackedClocks, packClocks, type PackedClocks } from './clock-columns.ts'
import { IS_ALIVE, IS_NEW } from './payload-limits.ts'

/** Rows of one table that are written together, by id; `columns` = by slot the values of the rows that state it. */
export interface Block {
  readonly ids: readonly string[]
  readonly flags: readonly number[]
  readonly masks: readonly number[]
  readonly clocks: PackedClocks
  readonly columns: readonly FieldContent[][]
}

/** The records of one table until they are written. */
export class TableRecords {
  readonly #siteOf: (alias: number) => number
  readonly #ids: string[] = []
  readonly #masks: number[] = []
  readonly #flags: number[] = []
  readonly #clocks = newPackedClocks()
  readonly #otherStarts: number[] = []
  readonly #values: FieldContent[] = []
  readonly #valueStarts: number[] = []

  constructor(siteOf: (alias: number) => number) {
    this.#siteOf = siteOf
  }

  /** Takes a record; gives how large its values are, about. */
  add({ id, mask, isAlive, isNew, clocks, values }: RowRecord): number {
    this.#ids.push(Buffer.from(id.buffer, id.byteOffset, id.length).toString('latin1'))
    this.#masks.push(mask >>> 0)
    this.#flags.push((isAlive ? IS_ALIVE : 0) | (isNew ? IS_NEW : 0))
    this.#otherStarts.push(this.#clocks.otherH.length)
    packClocks(this.#clocks, mask, clocks, this.#siteOf)
    this.#valueStarts.push(this.#values.length)
    let size = 0
    for (let slot = 0; slot < ALIVE; slot++) {
      if ((mask & (1 << slot)) === 0) continue
      const value = values[slot] ?? null
      this.#values.push(value)
      size += sizeOf(value)
    }
    return size
  }

  /** Gives all rows by id, so many at once at most. */
  blocks(rows: number): Block[] {
    const order = orderOf(this.#ids)
    const blocks: Block[] = []
    for (let at = 0; at < order.length; at += rows) blocks.push(this.#block(order.slice(at, at + rows)))
    return blocks
  }

  #block(order: readonly number[]): Block {
    const columns = Array.from({ length: ALIVE }, (): FieldContent[] => [])
    const clocks = newPackedClocks()
    for (const i of order) {
      let value = this.#valueStarts[i] ?? 0
      for (let rest = (this.#masks[i] ?? 0) & 0x7fff_ffff; rest !== 0; rest &= rest - 1) columns[31 - Math.clz32(rest & -rest)]?.push(this.#values[value++] ?? null)
      this.#copyClocks(clocks, i)
    }
    return { ids: order.map((i) => this.#ids[i] ?? ''), flags: order.map((i) => this.#flags[i] ?? 0), masks: order.map((i) => this.#masks[i] ?? 0), clocks, columns }
  }

  #copyClocks(into: PackedClocks, i: number): void {
    const { h, site, others, otherH, otherSite } = this.#clocks
    into.h.push(h[i] ?? 0)
    into.site.push(site[i] ?? 0)
    into.others.push(others[i] ?? 0)
    const end = this.#otherStarts[i + 1] ?? otherH.length
    for (let at = this.#otherStarts[i] ?? 0; at < end; at++) {
      into.otherH.push(otherH[at] ?? 0)
      into.otherSite.push(otherSite[at] ?? 0)
    }
  }
}

/** Gives the places of ids in their order. Cost: one pass where they are in order. */
function orderOf(ids: readonly string[]): number[] {
  const order = ids.map((_, i) => i)
  if (ids.every((id, i) => i === 0 || (ids[i - 1] ?? '') <= id)) return order
  // numbers compare several times faster than texts, and two ids seldom begin alike
  const times = ids.map(timeOf)
  return order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || ((ids[a] ?? '') < (ids[b] ?? '') ? -1 : 1))
}

/** Gives the first 6 bytes of an id as a number. */
function timeOf(id: string): number {
  let time = 0
  for (let i = 0; i < 6; i++) time = time * 256 + id.charCodeAt(i)
  return time
}

function sizeOf(value: FieldContent): number {
  if (typeof value === 'string') return value.length * 2
  return value === null || typeof value === 'number' ? 8 : value.length
}
