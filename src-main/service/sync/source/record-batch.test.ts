import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { syncTable } from '../../db/registry.ts'
import { ALIVE, newRowClocks } from '../engine/row-clocks.ts'
import type { RowRecord } from '../engine/row-record.ts'
import type { SqlValue } from '../store/tomb-body.ts'
import { BatchWriter, readBatch } from './record-batch.ts'

const table = syncTable('activity')
const bytes = (length: number): fc.Arbitrary<Buffer> => fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array))
const value: fc.Arbitrary<SqlValue> = fc.oneof(fc.constant(null), fc.string({ unit: 'binary' }), fc.double(), fc.maxSafeInteger(), bytes(16), bytes(3), bytes(0))
const slots = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: ALIVE + 1, maxLength: ALIVE + 1 })
const record = fc.record({
  id: bytes(16),
  mask: fc.tuple(fc.integer({ min: 0, max: 2 ** table.columns.length - 1 }), fc.boolean()).map(([columns, isRow]) => (isRow ? columns + 2 ** ALIVE : columns)).filter((mask) => mask !== 0),
  isAlive: fc.boolean(),
  isNew: fc.boolean(),
  h: slots(fc.integer({ min: 0, max: 3 })),
  s: slots(fc.integer({ min: 0, max: 2 })),
  values: fc.array(value, { minLength: table.columns.length, maxLength: table.columns.length }),
})

type Sample = typeof record extends fc.Arbitrary<infer T> ? T : never

/** What a record states: nothing else of it means anything. */
function stated({ id, mask, isAlive, isNew, clocks, values }: RowRecord<SqlValue>): unknown {
  const named = Array.from({ length: ALIVE + 1 }, (_, slot) => slot).filter((slot) => (mask & (1 << slot)) !== 0)
  return { id: Buffer.from(id).toString('hex'), mask, isAlive, isNew, slots: named.map((slot) => [slot, clocks.h[slot], clocks.s[slot], slot < ALIVE ? values[slot] : null]) }
}

function toRecord({ h, s, ...rest }: Sample): RowRecord<SqlValue> {
  const clocks = newRowClocks()
  clocks.h.set(h)
  clocks.s.set(s)
  return { ...rest, clocks }
}

describe('record batches', () => {
  it('give back what was put in, also after another thread cloned them', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (samples) => {
        const records = samples.map(toRecord)
        const writer = new BatchWriter()
        for (const one of records) writer.add(one)
        const found: unknown[] = []
        readBatch(table, structuredClone(writer.take()), (one) => found.push(stated(one)))
        expect(found).toEqual(records.map(stated))
        expect(writer.size).toBe(0)
      }),
    )
  })

  it('refuse an id that is not 16 bytes long', () => {
    const one = { id: Buffer.alloc(15), mask: 1, isAlive: true, isNew: false, clocks: newRowClocks(), values: table.columns.map(() => null) }
    expect(() => new BatchWriter().add(one)).toThrow('15 bytes')
  })
})
