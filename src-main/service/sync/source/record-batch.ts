import type { SyncTable } from '../../db/registry.ts'
import { ALIVE, fillClocks, lowestSlot, newRowClocks, type RowClocks } from '../engine/row-clocks.ts'
import type { RowRecord } from '../engine/row-record.ts'
import type { SqlValue } from '../store/tomb-body.ts'

type Record = RowRecord<SqlValue>

/**
 * Records of one table on their way between two threads: few large values, since each object costs more than what it holds.
 *
 * Shape   `ids` and `blobs` 16 bytes each; `heads` = mask and flags of each record; `clocks` = per record the clock that most slots share, the
 *         number of the others, and these as slot, h, s; `values` = the columns of each mask, `true` for the next one of `blobs`.
 */
export interface RecordBatch {
  readonly ids: Uint8Array
  readonly heads: Float64Array
  readonly clocks: Float64Array
  readonly values: readonly (SqlValue | Uint8Array | true)[]
  readonly blobs: Uint8Array
}

const ID_BYTES = 16
const IS_ALIVE = 1
const IS_NEW = 2

/** Collects records until they are `full`, then gives them as one batch. */
export class BatchWriter {
  #ids: Uint8Array[] = []
  #heads: number[] = []
  #clocks: number[] = []
  #values: (SqlValue | Uint8Array | true)[] = []
  #blobs: Uint8Array[] = []
  #size = 0

  /** About how many bytes it holds. */
  get size(): number {
    return this.#size
  }

  /** Errors: throws on an id that is not 16 bytes long. */
  add({ id, mask, isAlive, isNew, clocks, values }: Record): void {
    if (id.length !== ID_BYTES) throw new Error(`record-batch: an id of ${String(id.length)} bytes`)
    this.#ids.push(id)
    this.#heads.push(mask, (isAlive ? IS_ALIVE : 0) | (isNew ? IS_NEW : 0))
    this.#addClocks(mask, clocks)
    for (let column = 0; column < values.length; column++) if ((mask & (1 << column)) !== 0) this.#addValue(values[column] ?? null)
    this.#size += 100
  }

  take(): RecordBatch {
    const batch = {
      ids: concat(this.#ids), heads: Float64Array.from(this.#heads), clocks: Float64Array.from(this.#clocks), values: this.#values, blobs: concat(this.#blobs),
    }
    this.#ids = []
    this.#heads = []
    this.#clocks = []
    this.#values = []
    this.#blobs = []
    this.#size = 0
    return batch
  }

  #addClocks(mask: number, { h, s }: RowClocks): void {
    const base = (mask >>> ALIVE) & 1 ? ALIVE : lowestSlot(mask)
    const out = this.#clocks
    const count = out.push(h[base] ?? 0, s[base] ?? 0, 0) - 1
    for (let left = mask | 0; left !== 0; left &= left - 1) {
      const slot = lowestSlot(left)
      if (h[slot] === h[base] && s[slot] === s[base]) continue
      out.push(slot, h[slot] ?? 0, s[slot] ?? 0)
      out[count] = (out[count] ?? 0) + 1
    }
  }

  #addValue(value: SqlValue): void {
    if (Buffer.isBuffer(value)) {
      this.#size += value.length
      if (value.length === ID_BYTES) this.#blobs.push(value)
      this.#values.push(value.length === ID_BYTES ? true : new Uint8Array(value))
    } else {
      this.#size += typeof value === 'string' ? value.length * 2 : 8
      this.#values.push(value)
    }
  }
}

/** Gives the records of a batch one by one; the same object each time. */
export function readBatch(table: SyncTable, { ids, heads, clocks, values, blobs }: RecordBatch, emit: (record: Record) => void): void {
  const record: Record = { id: ids, mask: 0, isAlive: true, isNew: false, clocks: newRowClocks(), values: table.columns.map(() => null) }
  const { h, s } = record.clocks
  let clock = 0
  let value = 0
  let blob = 0
  for (let i = 0; i * 2 < heads.length; i++) {
    record.id = Buffer.from(ids.buffer, ids.byteOffset + i * ID_BYTES, ID_BYTES)
    const mask = (record.mask = heads[i * 2] ?? 0)
    const flags = heads[i * 2 + 1] ?? 0
    record.isAlive = (flags & IS_ALIVE) !== 0
    record.isNew = (flags & IS_NEW) !== 0
    fillClocks(record.clocks, clocks[clock] ?? 0, clocks[clock + 1] ?? 0)
    const others = clocks[clock + 2] ?? 0
    clock += 3
    for (let n = 0; n < others; n++, clock += 3) {
      const slot = clocks[clock] ?? 0
      h[slot] = clocks[clock + 1] ?? 0
      s[slot] = clocks[clock + 2] ?? 0
    }
    for (let column = 0; column < record.values.length; column++) {
      if ((mask & (1 << column)) === 0) continue
      const packed = values[value++] ?? null
      if (packed === true) record.values[column] = Buffer.from(blobs.buffer, blobs.byteOffset + blob++ * ID_BYTES, ID_BYTES)
      else record.values[column] = packed instanceof Uint8Array ? Buffer.from(packed) : packed
    }
    emit(record)
  }
}

/** Not `Buffer.concat`: that may take a piece of a shared pool, which cannot be handed over. */
function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.length * ID_BYTES)
  for (const [i, piece] of pieces.entries()) all.set(piece, i * ID_BYTES)
  return all
}
