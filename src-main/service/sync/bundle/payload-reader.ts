import { err, ok, type Result } from '#shared/kernel/result.ts'
import { ALIVE, newRowClocks } from '../engine/row-clocks.ts'
import type { RowRecord } from '../engine/row-record.ts'
import { BytesIn, PayloadDamage } from './bytes-in.ts'
import { type BlockClocks, readClocks } from './clock-columns.ts'
import { type IdList, readIds } from './id-list.ts'
import { readIntegers } from './integer-column.ts'
import { BLOCK_LIMIT, BLOCK_ROWS, CONTENT_LIMIT, IS_ALIVE, IS_NEW, PAYLOAD_FORM, RECORD_LIMIT, SITE_BYTES, SITE_LIMIT, TABLE_LIMIT } from './payload-limits.ts'
import { type PayloadValue, readValues, type ValueSource } from './value-column.ts'

/** Takes one record of a table; it is reused for the next one. */
export type EmitRecord = (tableNumber: number, record: RowRecord<PayloadValue>) => void

/** What a payload is about. */
export interface PayloadSummary {
  /** Number of records. */
  readonly count: number
  /** Number of records by number of table. */
  readonly tables: ReadonlyMap<number, number>
  /** All sites whose clocks may stand in it, 16 bytes each. */
  readonly sites: readonly Buffer[]
}

/** Tells what a payload is about without reading its records. Errors: `content`. */
export function peekPayload(bytes: Buffer): Result<PayloadSummary, 'content'> {
  return asContent(() => {
    const { count, blocks, sites } = readFront(new BytesIn(bytes))
    const tables = new Map<number, number>()
    for (const { table, rows } of blocks) tables.set(table, (tables.get(table) ?? 0) + rows)
    return { count, tables, sites }
  })
}

/**
 * Reads the records of a payload; gives how many there were.
 *
 * Shape   one record is reused; its ids and 16-byte values are views that stay good. Tables and columns may be unknown: `values` has 31 places. Of
 *         what the mask does not name, clocks are 0 and values null.
 *         Tables that are not wanted cost nothing, and are not looked at: whoever asks for one table after the other finds damage where it is.
 * Errors  `content`, also after some records were emitted: read within a transaction. What `emit` throws is thrown on.
 * Cost    one block of at most 16,384 rows is unpacked at a time.
 */
export function readPayload(
  bytes: Buffer,
  aliasOf: (site: Buffer) => number,
  emit: EmitRecord,
  wants: (table: number) => boolean = () => true,
): Result<number, 'content'> {
  return asContent(() => {
    const from = new BytesIn(bytes)
    const { count, blocks, sites } = readFront(from)
    const aliases = [0, ...sites.map((site) => aliasOf(site))]
    let left = CONTENT_LIMIT
    const spend = (content: number): void => {
      left -= content
      if (left < 0) throw new PayloadDamage('more content than a payload may have')
    }
    let start = bytes.length - blocks.reduce((sum, { size }) => sum + size, 0)
    if (start < from.at) throw new PayloadDamage('blocks that are larger than the payload')
    const packedIds = new BytesIn(bytes, from.at, start)
    const readSource = (): ValueSource => {
      const ids = readIds(packedIds)
      packedIds.finish()
      return { ids, spend }
    }
    let source = count === 0 ? readSource() : null
    const emitter = new RecordEmitter(emit)
    for (const { table, rows, size } of blocks) {
      const block = new BytesIn(bytes, start, start + size)
      start += size
      if (!wants(table)) continue
      source ??= readSource()
      emitter.emitBlock(table, readBlock(block, rows, source, aliases))
    }
    return count
  })
}

function asContent<T>(read: () => T): Result<T, 'content'> {
  try {
    return ok(read())
  } catch (cause) {
    if (cause instanceof PayloadDamage) return err('content')
    throw cause
  }
}

interface Front {
  readonly count: number
  readonly sites: readonly Buffer[]
  readonly blocks: readonly { readonly table: number; readonly rows: number; readonly size: number }[]
}

function readFront(from: BytesIn): Front {
  if (from.byte() !== PAYLOAD_FORM) throw new PayloadDamage('a payload of another form')
  const sites: Buffer[] = []
  for (let left = from.whole(SITE_LIMIT); left > 0; left--) sites.push(from.take(SITE_BYTES))
  const blocks: { table: number; rows: number; size: number }[] = []
  let count = 0
  for (let left = from.whole(BLOCK_LIMIT); left > 0; left--) {
    const block = { table: from.whole(TABLE_LIMIT), rows: from.whole(BLOCK_ROWS), size: from.whole() }
    count += block.rows
    if (block.table === 0 || block.rows === 0 || count > RECORD_LIMIT) throw new PayloadDamage('a block that cannot be')
    blocks.push(block)
  }
  return { count, sites, blocks }
}

interface Block {
  readonly ids: IdList
  readonly places: Float64Array
  readonly flags: Float64Array
  readonly masks: Float64Array
  readonly clocks: BlockClocks
  readonly columns: readonly PayloadValue[][]
}

function readBlock(from: BytesIn, rows: number, source: ValueSource, aliases: readonly number[]): Block {
  const places = readIntegers(from, rows)
  for (const place of places) if (place < 0 || place >= source.ids.count) throw new PayloadDamage('a row whose id is not listed')
  const flags = readIntegers(from, rows)
  for (const flag of flags) if (flag < 0 || flag > (IS_ALIVE | IS_NEW)) throw new PayloadDamage('a row with an unknown flag')
  const masks = readIntegers(from, rows)
  const clocks = readClocks(from, rows, aliases)
  const columns = countStated(masks, clocks.others).map((count) => (count === 0 ? [] : readValues(from, count, source)))
  from.finish()
  return { ids: source.ids, places, flags, masks, clocks, columns }
}

/** Gives how many rows state each column. */
function countStated(masks: Float64Array, others: Float64Array): number[] {
  const counts = new Array<number>(ALIVE).fill(0)
  for (const [i, mask] of masks.entries()) {
    if (mask < 0 || mask > 0xffff_ffff) throw new PayloadDamage('a mask of more than 32 slots')
    if ((others[i] ?? 0) & ~mask) throw new PayloadDamage('a clock of a slot that is not stated')
    for (let rest = mask & 0x7fff_ffff; rest !== 0; rest &= rest - 1) {
      const slot = 31 - Math.clz32(rest & -rest)
      counts[slot] = (counts[slot] ?? 0) + 1
    }
  }
  return counts
}

/** Emits blocks row by row, in one record. */
class RecordEmitter {
  readonly #emit: EmitRecord
  readonly #record: RowRecord<PayloadValue> = { id: Buffer.alloc(0), mask: 0, isAlive: true, isNew: false, clocks: newRowClocks(), values: new Array<PayloadValue>(ALIVE).fill(null) }

  constructor(emit: EmitRecord) {
    this.#emit = emit
  }

  emitBlock(table: number, { ids, places, flags, masks, clocks, columns }: Block): void {
    const record = this.#record
    const next = new Int32Array(ALIVE)
    let other = 0
    for (let i = 0; i < places.length; i++) {
      const mask = masks[i] ?? 0
      this.#forget(record.mask & ~mask)
      record.id = ids.at(places[i] ?? 0)
      record.mask = mask
      const flag = flags[i] ?? 0
      record.isAlive = (flag & IS_ALIVE) !== 0
      record.isNew = (flag & IS_NEW) !== 0
      this.#takeRow(mask, clocks.h[i] ?? 0, clocks.s[i] ?? 0, columns, next)
      const others = clocks.others[i] ?? 0
      if (others !== 0) other = this.#takeOthers(others, clocks, i, other)
      this.#emit(table, record)
    }
  }

  #forget(slots: number): void {
    const { clocks, values } = this.#record
    for (let rest = slots; rest !== 0; rest &= rest - 1) {
      const slot = 31 - Math.clz32(rest & -rest)
      clocks.h[slot] = 0
      clocks.s[slot] = 0
      if (slot < ALIVE) values[slot] = null
    }
  }

  #takeRow(mask: number, rowH: number, rowS: number, columns: readonly PayloadValue[][], next: Int32Array): void {
    const { values } = this.#record
    const { h, s } = this.#record.clocks
    for (let rest = mask | 0; rest !== 0; rest &= rest - 1) {
      const slot = 31 - Math.clz32(rest & -rest)
      h[slot] = rowH
      s[slot] = rowS
      if (slot === ALIVE) continue
      const at = next[slot] ?? 0
      next[slot] = at + 1
      values[slot] = columns[slot]?.[at] ?? null
    }
  }

  #takeOthers(others: number, clocks: BlockClocks, row: number, from: number): number {
    const { h, s } = this.#record.clocks
    let at = from
    for (let rest = others | 0; rest !== 0; rest &= rest - 1, at++) {
      const slot = 31 - Math.clz32(rest & -rest)
      h[slot] = (clocks.h[row] ?? 0) + (clocks.otherH[at] ?? 0)
      s[slot] = clocks.otherS[at] ?? 0
    }
    return at
  }
}
