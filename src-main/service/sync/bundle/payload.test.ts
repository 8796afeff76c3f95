import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALIVE, newRowClocks } from '../engine/row-clocks.ts'
import type { FieldContent, RowRecord } from '../engine/row-record.ts'
import { peekPayload, readPayload } from './payload-reader.ts'
import { PayloadWriter } from './payload-writer.ts'

const bytes = (length: number): fc.Arbitrary<Buffer> => fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array))
const loneSurrogates = fc.array(fc.constantFrom('\ud83d', '\ude00', 'a', '客', '😀', '\0'), { maxLength: 4 }).map((parts) => parts.join(''))
const safe = fc.maxSafeInteger()
const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 5e-324, 0.1, 1.25, -0.01, 2 ** 31, 2 ** 32), safe, fc.integer({ min: -5, max: 300 }), fc.integer().map((cents) => cents / 100))
const text = fc.oneof(fc.string({ unit: 'binary' }), loneSurrogates, fc.constantFrom('lead', 'paused', ''), fc.string())
const sameId = fc.integer({ min: 0, max: 3 }).map((n) => Buffer.alloc(16, n))
const blob = fc.oneof(bytes(16), sameId, bytes(0), bytes(3), bytes(40))
const value: fc.Arbitrary<FieldContent> = fc.oneof(fc.constant(null), number, text, blob)
const slots = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: ALIVE + 1, maxLength: ALIVE + 1 })
/** Columns of one kind as well as mixed ones. */
const values = fc.oneof(...[value, number, text, blob, safe].map((one) => fc.array(one, { minLength: ALIVE, maxLength: ALIVE })))
const sample = fc.record({
  table: fc.constantFrom(1, 2, 999, 65_535),
  id: fc.oneof(bytes(16), sameId),
  mask: fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(1, 2, 2 ** 31, 2 ** 32 - 1, 0)),
  isAlive: fc.boolean(),
  isNew: fc.boolean(),
  h: slots(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(7e14), fc.maxSafeNat())),
  s: slots(fc.integer({ min: 1, max: 4 })),
  values,
})
type Sample = typeof sample extends fc.Arbitrary<infer T> ? T : never

const siteOf = (alias: number): Buffer => Buffer.alloc(16, alias + 100)
/** The reader's aliases are others than the writer's. */
const aliasOf = (site: Buffer): number => (site[0] ?? 0) - 90

function toRecord({ h, s, ...rest }: Sample): RowRecord {
  const clocks = newRowClocks()
  clocks.h.set(h)
  clocks.s.set(s)
  return { ...rest, clocks }
}

const slotNumbers = Array.from({ length: ALIVE + 1 }, (_, slot) => slot)
/** What a record states, by slot; of the others nothing may be left of the record before. */
function stated(table: number, { id, mask, isAlive, isNew, clocks, values: given }: RowRecord, alias: (own: number) => number): unknown {
  const what = slotNumbers.map((slot) => {
    if ((mask & (1 << slot)) === 0) return null
    return [clocks.h[slot], alias(clocks.s[slot] ?? 0), slot < ALIVE ? contentOf(given[slot] ?? null) : null]
  })
  return { table, id: Buffer.from(id).toString('hex'), mask: mask >>> 0, isAlive, isNew, what }
}

function contentOf(content: FieldContent): unknown {
  return content instanceof Uint8Array ? { blob: Buffer.from(content).toString('hex') } : content
}

function readAll(payload: Buffer): unknown[] {
  const found: unknown[] = []
  const outcome = readPayload(payload, aliasOf, (table, record) => {
    for (const slot of slotNumbers) if ((record.mask & (1 << slot)) === 0) expect([record.clocks.h[slot], record.clocks.s[slot], record.values[slot] ?? null]).toEqual([0, 0, null])
    found.push(stated(table, record, (own) => own))
  })
  expect(outcome).toEqual({ ok: true, value: found.length })
  return found
}

const byText = (items: readonly unknown[]): string[] => items.map((item) => JSON.stringify(item, (_, part: unknown) => (typeof part === 'number' ? (Object.is(part, -0) ? '-0' : String(part)) : part))).sort()

describe('payload', () => {
  it('gives back every record exactly', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 40 }), (samples) => {
        const writer = new PayloadWriter(siteOf)
        for (const one of samples) writer.add(one.table, toRecord(one))
        expect(writer.count).toBe(samples.length)
        const payload = writer.take()
        expect(writer.count).toBe(0)
        const given = samples.map((one) => stated(one.table, toRecord(one), (own) => own + 10))
        expect(byText(readAll(payload))).toEqual(byText(given))
        expect(peekPayload(payload)).toMatchObject({ ok: true, value: { count: samples.length } })
      }),
      { numRuns: 300 },
    )
  })
})
