import type { FieldContent } from '../engine/row-record.ts'
import { type BytesIn, PayloadDamage } from './bytes-in.ts'
import type { BytesOut } from './bytes-out.ts'
import { readFloats, writeFloats } from './float-column.ts'
import { ID_BYTES, type IdList } from './id-list.ts'
import { readIntegers, writeIntegers } from './integer-column.ts'
import { readTexts, writeTexts } from './text-column.ts'

/*
 * The values of one column of a block (protocol section 6.4): first of which kinds they are, then the values of each kind.
 */
const NULL = 0
const INTEGER = 1
const FLOAT = 2
const TEXT = 3
const BLOB = 4
const ID = 5
const KINDS = 6

/** What is read: blobs and ids are buffers. */
export type PayloadValue = string | number | Buffer | null

/** Gives the place of an id in the list of ids. */
export type PlaceOfId = (id: Uint8Array) => number

/** What values may refer to, and how much they may be when they are unpacked. */
export interface ValueSource {
  readonly ids: IdList
  /** Errors: throws when all values together are too large. */
  readonly spend: (bytes: number) => void
}

export function writeValues(out: BytesOut, values: readonly FieldContent[], placeOf: PlaceOfId): void {
  const kinds = values.map(kindOf)
  let present = 0
  for (const kind of kinds) present |= 1 << kind
  out.byte(present)
  if ((present & (present - 1)) !== 0) writeIntegers(out, kinds)
  if (has(present, INTEGER)) writeIntegers(out, ofKind<number>(values, kinds, INTEGER))
  if (has(present, FLOAT)) writeFloats(out, ofKind<number>(values, kinds, FLOAT))
  if (has(present, TEXT)) writeTexts(out, ofKind<string>(values, kinds, TEXT))
  if (has(present, BLOB)) {
    const blobs = ofKind<Uint8Array>(values, kinds, BLOB)
    writeIntegers(out, blobs.map(({ length }) => length))
    for (const blob of blobs) out.append(blob)
  }
  if (has(present, ID)) writeIntegers(out, ofKind<Uint8Array>(values, kinds, ID).map(placeOf))
}

/** Errors: `PayloadDamage`. */
export function readValues(from: BytesIn, count: number, source: ValueSource): PayloadValue[] {
  const present = from.byte()
  if (present >= 1 << KINDS || present === 0) throw new PayloadDamage('values of an unknown kind')
  const values = emptyColumn(count)
  if ((present & (present - 1)) === 0) {
    readKind(from, 31 - Math.clz32(present), values, null, source)
    return values
  }
  const kinds = readIntegers(from, count)
  const places = Array.from({ length: KINDS }, (): number[] => [])
  for (let i = 0; i < count; i++) {
    const kind = kinds[i] ?? 0
    if (kind < 0 || kind >= KINDS || !has(present, kind)) throw new PayloadDamage('a value of a kind that is not there')
    places[kind]?.push(i)
  }
  for (let kind = INTEGER; kind < KINDS; kind++) if (has(present, kind)) readKind(from, kind, values, places[kind] ?? [], source)
  return values
}

/** Filled beforehand, so that columns of all kinds are one kind of array to the engine: reading rows from them is what takes longest. */
function emptyColumn(count: number): PayloadValue[] {
  return new Array<PayloadValue>(count).fill(null)
}

function has(present: number, kind: number): boolean {
  return (present & (1 << kind)) !== 0
}

function kindOf(value: FieldContent): number {
  if (value === null) return NULL
  if (typeof value === 'string') return TEXT
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? INTEGER : FLOAT
  return value.length === ID_BYTES ? ID : BLOB
}

/** What `kindOf` calls so is of that type. */
function ofKind<T extends FieldContent>(values: readonly FieldContent[], kinds: readonly number[], kind: number): T[] {
  return values.filter((_, i) => kinds[i] === kind) as T[]
}

/** Reads the values of one kind into the places that have it; null for all places. */
function readKind(from: BytesIn, kind: number, into: PayloadValue[], places: readonly number[] | null, source: ValueSource): void {
  if (kind === NULL) return
  const count = places?.length ?? into.length
  const values = readOfKind(from, kind, count, source)
  for (let i = 0; i < count; i++) into[places?.[i] ?? i] = values[i] ?? null
}

function readOfKind(from: BytesIn, kind: number, count: number, source: ValueSource): ArrayLike<PayloadValue> {
  switch (kind) {
    case INTEGER:
      return readIntegers(from, count)
    case FLOAT:
      return readFloats(from, count)
    case TEXT:
      return readTexts(from, count, source.spend)
    case BLOB:
      return readBlobs(from, count)
    default:
      return readIdValues(from, count, source)
  }
}

function readBlobs(from: BytesIn, count: number): Buffer[] {
  return Array.from(readIntegers(from, count), (length) => {
    if (length < 0) throw new PayloadDamage('a blob of a negative length')
    return from.take(length)
  })
}

function readIdValues(from: BytesIn, count: number, { ids, spend }: ValueSource): Buffer[] {
  spend(count * ID_BYTES)
  let last = -1
  let view: Buffer = Buffer.alloc(0)
  return Array.from(readIntegers(from, count), (place) => {
    // rows that lie together often have the same owner or author
    if (place === last) return view
    if (place < 0 || place >= ids.count) throw new PayloadDamage('an id that is not listed')
    last = place
    view = ids.at(place)
    return view
  })
}
