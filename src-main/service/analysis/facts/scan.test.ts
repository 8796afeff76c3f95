import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeChunk, encodeChunk, NO_COST } from './layout.ts'
import type { FactRow } from './layout.ts'
import type { Facts } from './load.ts'
import { countAfter, countOtherCurrencies, forEachMonth, netByGroup, sumByGroup } from './scan.ts'
import type { LineFilter } from './scan.ts'

const MONTHS = ['2025-01', '2025-02', '2025-04']

/** Lines of up to three months, by day as the builder leaves them, with numbers below 3 and currencies below 2. */
const facts: fc.Arbitrary<Facts> = fc
  .tuple(...MONTHS.map(() => fc.array(fc.tuple(fc.integer({ min: 1, max: 31 }), fc.nat(1), number(), number(), number(), fc.nat(1), number(), fc.nat(9), fc.nat(99), fc.constantFrom(NO_COST, 5), fc.nat(9)))))
  .map((months) => {
    const chunks = months.flatMap((rows, i) => {
      const sorted = [...rows].sort((a, b) => a[0] - b[0])
      return rows.length === 0 ? [] : [decodeChunk(MONTHS[i] ?? '', 1, encodeChunk(sorted as FactRow[]))]
    })
    return { chunks, rows: chunks.reduce((total, chunk) => total + chunk.rows, 0) }
  })

function number(): fc.Arbitrary<number> {
  return fc.integer({ min: -1, max: 2 })
}

const mask = fc.option(fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1)).map((bytes) => Uint8Array.from(bytes)))
const day = fc.constantFrom('2024-12-31', '2025-01-01', '2025-01-15', '2025-02-10', '2025-02-28', '2025-03-05', '2025-04-30', '2025-05-01')
const filter: fc.Arbitrary<LineFilter> = fc.record({ from: day, to: day, currency: fc.integer({ min: -1, max: 1 }), customers: mask, products: mask, employees: mask })

interface PlainLine {
  readonly date: string
  readonly currency: number
  readonly customer: number
  readonly net: number
  readonly isIn: boolean
}

/** Looks at every line by itself, without any help; `isIn` leaves the currency out of account. */
function linesOf({ chunks }: Facts, { from, to, customers, products, employees }: LineFilter): PlainLine[] {
  return chunks.flatMap((chunk) =>
    Array.from({ length: chunk.rows }, (_, i) => {
      const date = `${chunk.month}-${String(chunk.day[i]).padStart(2, '0')}`
      const lets = (allowed: Uint8Array | null, n: number | undefined): boolean => allowed === null || allowed[n ?? -1] === 1
      return {
        date,
        currency: chunk.currency[i] ?? -1,
        customer: chunk.customer[i] ?? -1,
        net: (chunk.isReturn[i] === 1 ? -1 : 1) * (chunk.amount[i] ?? 0),
        isIn: date >= from && date <= to && lets(customers, chunk.customer[i]) && lets(products, chunk.product[i]) && lets(employees, chunk.employee[i]),
      }
    }),
  )
}

describe('forEachMonth', () => {
  it('lets in the lines that a look at each single one lets in', () => {
    fc.assert(
      fc.property(facts, filter, (cube, given) => {
        const wanted = linesOf(cube, given).filter((line) => line.isIn && line.currency === given.currency)
        const found: string[] = []
        forEachMonth(cube, given, (chunk, rows, count) => {
          for (const row of rows.subarray(0, count)) found.push(`${chunk.month}-${String(chunk.day[row]).padStart(2, '0')}`)
        })
        expect(found).toEqual(wanted.map((line) => line.date))
      }),
    )
  })
})

describe('sumByGroup and netByGroup', () => {
  it('agree with each other and with sums over single lines', () => {
    fc.assert(
      fc.property(facts, filter, (cube, given) => {
        const net = [0, 0, 0, 0]
        for (const line of linesOf(cube, given)) if (line.isIn && line.currency === given.currency) net[line.customer + 1] = (net[line.customer + 1] ?? 0) + line.net
        expect([...netByGroup(cube, given, 'customer', 3)]).toEqual(net)
        const sums = sumByGroup(cube, given, 'customer', 3)
        expect([...sums.gross].map((gross, slot) => gross - (sums.returns[slot] ?? 0))).toEqual(net)
      }),
    )
  })
})

describe('countOtherCurrencies and countAfter', () => {
  it('count what the currency and the as-of date leave out', () => {
    fc.assert(
      fc.property(facts, filter, (cube, given) => {
        const lines = linesOf(cube, given)
        expect(countOtherCurrencies(cube, given, 2)).toBe(lines.filter((line) => line.isIn && line.currency !== given.currency).length)
        expect(countAfter(cube, given.to)).toBe(lines.filter((line) => line.date > given.to).length)
      }),
    )
  })
})
