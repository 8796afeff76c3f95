import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BytesIn } from './bytes-in.ts'
import { BytesOut } from './bytes-out.ts'
import { readIntegers, writeIntegers } from './integer-column.ts'

function write(numbers: readonly number[]): Buffer {
  const out = new BytesOut(1)
  writeIntegers(out, numbers)
  return out.done()
}

function read(bytes: Buffer, count: number): number[] {
  const from = new BytesIn(bytes)
  const numbers = Array.from(readIntegers(from, count))
  from.finish()
  return numbers
}

const MOST = Number.MAX_SAFE_INTEGER
const edges = fc.constantFrom(0, 1, -1, 63, 64, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40, 2 ** 48, 2 ** 52, MOST, -MOST, 1 - MOST)
const near = fc.tuple(fc.maxSafeInteger(), fc.array(fc.integer({ min: 0, max: 70_000 }))).map(([base, steps]) => steps.map((step) => Math.min(base, MOST - 70_000) + step))
const rising = fc.array(fc.integer({ min: 0, max: 5000 })).map((steps) => steps.reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 7.7e14) + step * 4096], []))
const few = fc.array(fc.constantFrom(5, 70_000, -(2 ** 40), MOST), { maxLength: 200 })

describe('a column of integers', () => {
  it('gives back the numbers exactly', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.maxSafeInteger()), fc.array(edges), near, rising, few), (numbers) => {
        expect(read(write(numbers), numbers.length)).toEqual(numbers)
      }),
      { numRuns: 500 },
    )
  })

  it.each<[string, number[], number]>([
    ['all the same', Array.from({ length: 1000 }, () => 7.7e14), 9],
    ['one after the other', Array.from({ length: 1000 }, (_, i) => 7.7e14 + i), 18],
    ['whole thousands', Array.from({ length: 1000 }, (_, i) => ((i * 7_919) % 256) * 1000), 1010],
    ['few that are far apart', Array.from({ length: 1000 }, (_, i) => [0, 7.7e14, -1][i % 3] ?? 0), 1040],
    ['clocks a second apart', Array.from({ length: 1000 }, (_, i) => 7.7e14 + i * 4_096_000 + ((i * i) % 200) * 4096), 2020],
  ])('takes little room for %s', (_, numbers, most) => {
    const bytes = write(numbers)
    expect(read(bytes, numbers.length)).toEqual(numbers)
    expect(bytes.length).toBeLessThanOrEqual(most)
  })
})
