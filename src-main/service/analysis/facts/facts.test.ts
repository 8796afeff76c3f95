import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import type { TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { decodeChunk, encodeChunk, NO_COST } from './layout.ts'
import type { FactRow } from './layout.ts'
import { daysOf, loadFacts } from './load.ts'
import { dirtyMonths, refreshFacts } from './refresh.ts'
import { sumByMonth } from './scan.ts'
import { verifyFacts } from './verify.ts'

const ALL = { from: '0001-01-01', to: '9999-12-31', currency: 0, customers: null, products: null, employees: null }

interface Line {
  readonly day: string
  readonly kind?: 'sale' | 'return'
  readonly amountMinor: number
}

/** Books documents of one line each; gives the ids of documents and lines. */
function book({ workspace }: TestWorkspace, lines: readonly Line[]): { order: Buffer; line: Buffer }[] {
  return workspace.write({ kind: 'test' }, (records) =>
    lines.map(({ day, kind = 'sale', amountMinor }, i) => {
      const order = records.insert('sales_order', { number: String(i), kind, ordered_on: day, currency: 'CNY' })
      const line = records.insert('order_line', {
        order_id: order, position: 1, quantity_milli: 1000, unit_price_minor: amountMinor, discount_bp: 0, amount_minor: amountMinor,
      })
      return { order, line }
    }),
  ).value
}

describe('encodeChunk and decodeChunk', () => {
  it('return what went in, in narrow and wide columns', () => {
    const int = fc.integer({ min: -1, max: 100_000 })
    const amount = fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.maxSafeInteger())
    const cost = fc.oneof(fc.constant(NO_COST), fc.nat(10_000))
    const row = fc.tuple(fc.integer({ min: 1, max: 31 }), fc.nat(1), int, int, fc.integer({ min: -1, max: 9 }), fc.nat(9), int, amount, amount, cost, fc.nat(50))
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
        const chunk = decodeChunk('2025-01', 1, encodeChunk(rows as FactRow[]))
        const back = rows.map((_, i) => [
          chunk.day[i], chunk.isReturn[i], chunk.customer[i], chunk.employee[i], chunk.channel[i], chunk.currency[i], chunk.product[i],
          chunk.quantity[i], chunk.amount[i], chunk.cost[i], chunk.order[i],
        ])
        expect(back).toEqual(rows)
      }),
    )
  })

  it('refuse a block of another length', () => {
    const bytes = encodeChunk([[1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0]])
    expect(() => decodeChunk('2025-01', 1, bytes.slice(0, -8))).toThrow('2025-01')
  })
})

describe('refreshFacts', () => {
  it('rebuilds the months that a change touches, and only those', () => {
    const test = setupWorkspace()
    const { db } = test.workspace
    const booked = book(test, [{ day: '2025-01-31', amountMinor: 100 }, { day: '2025-02-01', amountMinor: 70 }, { day: '2025-02-03', kind: 'return', amountMinor: 30 }])
    expect(dirtyMonths(db)).toEqual(['2025-01', '2025-02'])
    expect(refreshFacts(db)).toBe(2)
    const before = loadFacts(db)
    expect(Object.fromEntries(sumByMonth(before, ALL))).toEqual({
      '2025-01': { grossMinor: 100, returnsMinor: 0, lines: 1 },
      '2025-02': { grossMinor: 70, returnsMinor: 30, lines: 2 },
    })
    expect(daysOf(before)).toEqual({ first: '2025-01-31', last: '2025-02-03' })

    test.workspace.write({ kind: 'test' }, (records) => records.update('sales_order', booked[1]?.order ?? Buffer.alloc(0), { ordered_on: '2025-03-01' }))
    expect(dirtyMonths(db)).toEqual(['2025-02', '2025-03'])
    refreshFacts(db)
    const after = loadFacts(db, before)
    expect(after.chunks[0]).toBe(before.chunks[0])
    expect([...sumByMonth(after, ALL).keys()]).toEqual(['2025-01', '2025-02', '2025-03'])
  })

  it('drops the block of a month whose last line went', () => {
    const test = setupWorkspace()
    const [only] = book(test, [{ day: '2025-01-31', amountMinor: 100 }])
    refreshFacts(test.workspace.db)
    test.workspace.write({ kind: 'test' }, (records) => records.remove('order_line', only?.line ?? Buffer.alloc(0)))
    refreshFacts(test.workspace.db)
    expect(loadFacts(test.workspace.db).chunks).toEqual([])
    expect(daysOf(loadFacts(test.workspace.db))).toBeNull()
    expect(verifyFacts(test.workspace.db)).toEqual([])
  })

  it('counts a line whose product is not in this copy', () => {
    const test = setupWorkspace()
    const [only] = book(test, [{ day: '2025-01-31', amountMinor: 100 }])
    test.workspace.write({ kind: 'test' }, (records) => records.update('order_line', only?.line ?? Buffer.alloc(0), { product_id: Buffer.alloc(16, 7) }))
    refreshFacts(test.workspace.db)
    expect(loadFacts(test.workspace.db).chunks[0]?.product[0]).toBe(0)
    expect(verifyFacts(test.workspace.db)).toEqual([])
  })

  it('equals a full recomputation after any series of inserts, edits, deletes and refreshes', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('insert' as const), month: fc.integer({ min: 1, max: 5 }), amount: fc.nat(10_000) }),
      fc.record({ do: fc.constant('edit' as const), which: fc.nat(99), amount: fc.nat(10_000) }),
      fc.record({ do: fc.constant('move' as const), which: fc.nat(99), month: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ do: fc.constant('delete' as const), which: fc.nat(99) }),
      fc.record({ do: fc.constant('refresh' as const) }),
    )
    const dayOf = (month: number): string => `2025-0${String(month)}-15`
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), (steps) => {
        const test = setupWorkspace()
        const { workspace } = test
        let alive: { order: Buffer; line: Buffer }[] = []
        for (const action of steps) {
          const target = 'which' in action ? alive[action.which % Math.max(1, alive.length)] : undefined
          if (action.do === 'insert') alive.push(...book(test, [{ day: dayOf(action.month), amountMinor: action.amount }]))
          if (action.do === 'refresh') refreshFacts(workspace.db)
          if (!target) continue
          workspace.write({ kind: 'test' }, (records) => {
            if (action.do === 'edit') records.update('order_line', target.line, { amount_minor: action.amount })
            if (action.do === 'move') records.update('sales_order', target.order, { ordered_on: dayOf(action.month) })
            if (action.do === 'delete') {
              records.remove('order_line', target.line)
              records.remove('sales_order', target.order)
              alive = alive.filter((entry) => entry !== target)
            }
          })
        }
        expect(verifyFacts(workspace.db)).toEqual([])
        refreshFacts(workspace.db)
        expect(verifyFacts(workspace.db)).toEqual([])
        const inFacts = [...sumByMonth(loadFacts(workspace.db), ALL).values()].reduce((sum, month) => sum + month.grossMinor, 0)
        expect(inFacts).toBe(workspace.db.prepare('SELECT coalesce(sum(amount_minor), 0) FROM order_line').pluck().get())
      }),
      { numRuns: 15 },
    )
  })
})

describe('verifyFacts', () => {
  it('names a month whose block was tampered with, is missing or has no lines', () => {
    const test = setupWorkspace()
    const { db } = test.workspace
    book(test, [{ day: '2025-01-31', amountMinor: 100 }, { day: '2025-02-01', amountMinor: 70 }])
    refreshFacts(db)
    db.exec(`INSERT INTO fact_chunk SELECT '2024-12', revision, rows, body FROM fact_chunk WHERE month = '2025-01';
      DELETE FROM fact_chunk WHERE month = '2025-01'; UPDATE fact_chunk SET body = x'00' WHERE month = '2025-02'`)
    expect(verifyFacts(db)).toEqual([
      { month: '2024-12', kind: 'surplus' },
      { month: '2025-01', kind: 'missing' },
      { month: '2025-02', kind: 'unreadable' },
    ])
  })
})
