import { type BytesIn, PayloadDamage } from './bytes-in.ts'
import type { BytesOut } from './bytes-out.ts'
import { readIntegers, writeIntegers } from './integer-column.ts'

/*
 * A column of numbers that are no safe integers (protocol section 6.4): integers that are divided by a power of ten where that gives exactly these
 * numbers (prices, rates), else doubles bit by bit.
 */
const MOST_DIGITS = 6
const DOUBLES = 255

export function writeFloats(out: BytesOut, numbers: readonly number[]): void {
  for (let digits = 1; digits <= MOST_DIGITS; digits++) {
    const whole = wholeBy(numbers, 10 ** digits)
    if (!whole) continue
    out.byte(digits)
    writeIntegers(out, whole)
    return
  }
  out.byte(DOUBLES)
  const at = out.reserve(numbers.length * 8)
  for (const [i, number] of numbers.entries()) out.buffer.writeDoubleLE(number, at + i * 8)
}

/** Errors: `PayloadDamage`. */
export function readFloats(from: BytesIn, count: number): Float64Array {
  const digits = from.byte()
  if (digits === DOUBLES) {
    const at = from.skip(count * 8)
    return Float64Array.from({ length: count }, (_, i) => from.bytes.readDoubleLE(at + i * 8))
  }
  if (digits > MOST_DIGITS) throw new PayloadDamage(`a column of numbers with ${String(digits)} digits`)
  const scale = 10 ** digits
  return readIntegers(from, count).map((number) => number / scale)
}

function wholeBy(numbers: readonly number[], scale: number): number[] | null {
  const whole: number[] = []
  for (const number of numbers) {
    const scaled = Math.round(number * scale)
    if (!Number.isSafeInteger(scaled) || Object.is(scaled, -0) || scaled / scale !== number) return null
    whole.push(scaled)
  }
  return whole
}
