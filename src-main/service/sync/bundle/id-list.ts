import { type BytesIn, PayloadDamage } from './bytes-in.ts'
import type { BytesOut } from './bytes-out.ts'
import { readIntegers, writeIntegers } from './integer-column.ts'
import { ID_LIMIT } from './payload-limits.ts'

/*
 * The different ids of a payload (protocol section 6.3): of rows, and 16-byte values. The first 6 bytes (in a UUIDv7 its time) as integers, the others
 * byte by byte, so that what is alike lies together.
 */
export const ID_BYTES = 16
const TIME_BYTES = 6
const REST = ID_BYTES - TIME_BYTES

/** Writes ids given as latin1. */
export function writeIds(out: BytesOut, ids: readonly string[]): void {
  const count = ids.length
  if (count > ID_LIMIT) throw new Error(`id-list: more than ${String(ID_LIMIT)} ids`)
  out.whole(count)
  if (count === 0) return
  const bytes = Buffer.from(ids.join(''), 'latin1')
  writeIntegers(out, ids.map((_, i) => bytes.readUIntBE(i * ID_BYTES, TIME_BYTES)))
  const at = out.reserve(count * REST)
  const planes = out.buffer
  for (let plane = 0; plane < REST; plane++) {
    for (let i = 0; i < count; i++) planes[at + plane * count + i] = bytes[i * ID_BYTES + TIME_BYTES + plane] ?? 0
  }
}

export interface IdList {
  readonly count: number
  /** Gives the id of a place; a view of the same memory. */
  at(place: number): Buffer
}

/** Errors: `PayloadDamage`. */
export function readIds(from: BytesIn): IdList {
  const count = from.whole(Math.min(ID_LIMIT, Math.floor(from.left / REST)))
  const ids = Buffer.allocUnsafeSlow(count * ID_BYTES)
  if (count === 0) return listOf(ids)
  const times = readIntegers(from, count)
  const at = from.skip(count * REST)
  for (let i = 0; i < count; i++) ids.writeUIntBE(timeOf(times[i] ?? 0), i * ID_BYTES, TIME_BYTES)
  for (let plane = 0; plane < REST; plane++) {
    for (let i = 0; i < count; i++) ids[i * ID_BYTES + TIME_BYTES + plane] = from.bytes[at + plane * count + i] ?? 0
  }
  return listOf(ids)
}

/** Views are made when they are asked for: a payload may list more ids than their objects have room for. */
function listOf(ids: Buffer): IdList {
  return { count: ids.length / ID_BYTES, at: (place) => ids.subarray(place * ID_BYTES, (place + 1) * ID_BYTES) }
}

function timeOf(number: number): number {
  if (number < 0 || number >= 2 ** (TIME_BYTES * 8)) throw new PayloadDamage('an id of more than 16 bytes')
  return number
}
