import { type BytesIn, PayloadDamage } from './bytes-in.ts'
import type { BytesOut } from './bytes-out.ts'

/*
 * A column of safe integers (protocol section 6.2). Its first byte says how: 0-7 the bytes of each number's distance to a base, in units; 8 doubles;
 * 16 differences to the number before; 32 a list of the different numbers.
 */
const WIDE = 8
const DIFFERENCES = 16
const LISTED = 32
const LIST_LIMIT = 256
const LOW = 2 ** 32

export function writeIntegers(out: BytesOut, numbers: readonly number[]): void {
  const plain = planOf(numbers)
  const differences = plain.width > 1 ? differencesOf(numbers) : null
  const stepped = differences && planOf(differences)
  if (differences && stepped && stepped.width < plain.width) {
    if (!writeListed(out, numbers, stepped.width)) {
      out.byte(DIFFERENCES)
      out.signed(numbers[0] ?? 0)
      writePlanned(out, differences, stepped)
    }
  } else if (plain.width < 2 || !writeListed(out, numbers, plain.width)) {
    writePlanned(out, numbers, plain)
  }
}

/** Errors: `PayloadDamage`. */
export function readIntegers(from: BytesIn, count: number): Float64Array {
  const form = from.byte()
  if (form === LISTED) return readListed(from, count)
  if (form !== DIFFERENCES) return readPlanned(from, count, form)
  let last = from.signed()
  const numbers = new Float64Array(count)
  const steps = readPlanned(from, Math.max(0, count - 1), from.byte())
  numbers[0] = last
  for (let i = 0; i < steps.length; i++) {
    last += steps[i] ?? 0
    if (!Number.isSafeInteger(last)) throw new PayloadDamage('a difference that leads too far')
    numbers[i + 1] = last
  }
  return numbers
}

interface Plan {
  readonly base: number
  readonly unit: number
  readonly width: number
}

function planOf(numbers: readonly number[]): Plan {
  let base = numbers[0] ?? 0
  let most = base
  for (const number of numbers) {
    if (number < base) base = number
    else if (number > most) most = number
  }
  if (most === base) return { base, unit: 1, width: 0 }
  if (!Number.isSafeInteger(most - base)) return { base: 0, unit: 1, width: WIDE }
  // one byte in any case: dividing would gain nothing
  if (most - base < 256) return { base, unit: 1, width: 1 }
  let unit = 0
  for (let i = 0; i < numbers.length && unit !== 1; i++) unit = commonUnit((numbers[i] ?? 0) - base, unit)
  const range = (most - base) / unit
  let width = 1
  for (let reach = 256; reach <= range; reach *= 256) width++
  return { base, unit, width }
}

function commonUnit(distance: number, unit: number): number {
  let a = distance
  let b = unit
  while (b !== 0) {
    const rest = a % b
    a = b
    b = rest
  }
  return a
}

/** Gives the differences from each number to the next; null when one is no safe integer. */
function differencesOf(numbers: readonly number[]): number[] | null {
  const differences: number[] = []
  let last = numbers[0] ?? 0
  for (let i = 1; i < numbers.length; i++) {
    const number = numbers[i] ?? 0
    if (!Number.isSafeInteger(number - last)) return null
    differences.push(number - last)
    last = number
  }
  return differences
}

function writePlanned(out: BytesOut, numbers: readonly number[], { base, unit, width }: Plan): void {
  const count = numbers.length
  out.byte(width)
  if (width === WIDE) {
    const at = out.reserve(count * 8)
    for (let i = 0; i < count; i++) out.buffer.writeDoubleLE(numbers[i] ?? 0, at + i * 8)
    return
  }
  out.signed(base)
  if (width === 0) return
  out.whole(unit)
  const at = out.reserve(count * width)
  const bytes = out.buffer
  for (let i = 0; i < count; i++) {
    const distance = ((numbers[i] ?? 0) - base) / unit
    let low = distance % LOW
    for (let plane = 0; plane < width && plane < 4; plane++, low = Math.floor(low / 256)) bytes[at + plane * count + i] = low
    let high = Math.floor(distance / LOW)
    for (let plane = 4; plane < width; plane++, high >>>= 8) bytes[at + plane * count + i] = high
  }
}

function readPlanned(from: BytesIn, count: number, width: number): Float64Array {
  if (width > WIDE) throw new PayloadDamage(`a column of integers of form ${String(width)}`)
  if (width === WIDE) return readWide(from, count)
  const numbers = new Float64Array(count)
  const base = from.signed()
  if (width === 0) return numbers.fill(base)
  const unit = from.whole()
  const at = from.skip(count * width)
  const { bytes } = from
  if (width === 1) {
    for (let i = 0; i < count; i++) numbers[i] = base + unit * (bytes[at + i] ?? 0)
  } else if (width === 2) {
    for (let i = 0; i < count; i++) numbers[i] = base + unit * ((bytes[at + i] ?? 0) | ((bytes[at + count + i] ?? 0) << 8))
  } else {
    const planes = Math.min(width, 4)
    for (let i = 0; i < count; i++) {
      let low = 0
      for (let plane = planes - 1; plane >= 0; plane--) low = (low << 8) | (bytes[at + plane * count + i] ?? 0)
      let high = 0
      for (let plane = width - 1; plane >= 4; plane--) high = (high << 8) | (bytes[at + plane * count + i] ?? 0)
      numbers[i] = base + unit * (high * LOW + (low >>> 0))
    }
  }
  if (!Number.isSafeInteger(unit * 256 ** width) || !Number.isSafeInteger(Math.abs(base) + unit * 256 ** width)) checkSafe(numbers, base)
  return numbers
}

/** Both the distance and the number must be safe, so that no rounding can have hit them. */
function checkSafe(numbers: Float64Array, base: number): void {
  for (const number of numbers) {
    if (!Number.isSafeInteger(number) || !Number.isSafeInteger(number - base)) throw new PayloadDamage('a number that is no safe integer')
  }
}

function readWide(from: BytesIn, count: number): Float64Array {
  const at = from.skip(count * 8)
  const numbers = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const number = from.bytes.readDoubleLE(at + i * 8)
    if (!Number.isSafeInteger(number)) throw new PayloadDamage('a number that is no safe integer')
    // -0 is no integer of ours
    numbers[i] = number + 0
  }
  return numbers
}

/** Writes the different numbers and which of them each is, when that is smaller than `width` bytes a number. */
function writeListed(out: BytesOut, numbers: readonly number[], width: number): boolean {
  const count = numbers.length
  const most = Math.min(LIST_LIMIT, Math.floor((count * (width - 1)) / 8))
  const places = new Map<number, number>()
  const placeOf = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const number = numbers[i] ?? 0
    let place = places.get(number)
    if (place === undefined) {
      place = places.size
      if (place >= most) return false
      places.set(number, place)
    }
    placeOf[i] = place
  }
  const listed = [...places.keys()]
  out.byte(LISTED)
  out.byte(listed.length - 1)
  writePlanned(out, listed, planOf(listed))
  out.append(placeOf)
  return true
}

function readListed(from: BytesIn, count: number): Float64Array {
  const size = from.byte() + 1
  const listed = readPlanned(from, size, from.byte())
  const at = from.skip(count)
  const numbers = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const place = from.bytes[at + i] ?? 0
    if (place >= size) throw new PayloadDamage('a number that is not listed')
    numbers[i] = listed[place] ?? 0
  }
  return numbers
}
