import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concentration } from './concentration.model.ts'
import { keyCustomers } from './model.ts'
import { NORTHWIND_NET_CENTS } from './northwind.fixture.ts'
import { DEFAULT_WEIGHTS } from './score.model.ts'
import type { CustomerSales } from './score.model.ts'

function row(id: string, netMinor: number, more: Partial<CustomerSales> = {}): CustomerSales {
  return {
    id,
    grossMinor: Math.max(0, netMinor),
    returnsMinor: Math.max(0, -netMinor),
    unitsMilli: 1000,
    marginMinor: null,
    previousMinor: null,
    ...more,
  }
}

describe('concentration', () => {
  it('gives the textbook values', () => {
    expect(concentration([4, 3, 2, 1]).gini).toBeCloseTo(0.25, 12)
    expect(concentration([5, 5, 5]).gini).toBeCloseTo(0, 12)
    expect(concentration([30, 30, 20, 20]).hhi).toBeCloseTo(0.26, 12)
    expect(concentration([1]).customersForHalf).toBe(1)
    expect(concentration([]).gini).toBeNull()
  })
})

describe('keyCustomers', () => {
  it('agrees with the published figures of Northwind', () => {
    const rows = Object.entries(NORTHWIND_NET_CENTS).map(([id, net]) => row(id, net))
    const key = keyCustomers(rows, DEFAULT_WEIGHTS)
    expect(key.customers).toBe(89)
    expect(key.gini).toBeCloseTo(0.5754536816938285, 6)
    expect(key.hhi).toBeCloseTo(0.033690887779540546, 8)
    expect(key.top20Share).toBeCloseTo(0.6005704864677446, 7)
    expect(key.ranked.slice(0, 3).map((customer) => customer.id)).toEqual(['QUICK', 'ERNSH', 'SAVEA'])
    expect(key.countA + key.countB + key.countC).toBe(89)
  })

  it('classes by the share of those before: the customer that crosses 80 % is still A', () => {
    const key = keyCustomers([row('a', 70), row('b', 20), row('c', 6), row('d', 4)], DEFAULT_WEIGHTS)
    expect(key.ranked.map((customer) => customer.class)).toEqual(['A', 'A', 'B', 'C'])
    expect(key.dependence?.customer.id).toBe('a')
  })

  it('keeps customers with net returns outside the curve', () => {
    const key = keyCustomers([row('a', 100), row('ghost', 0, { grossMinor: 160_000, returnsMinor: 160_000 }), row('b', -50)], DEFAULT_WEIGHTS)
    expect(key).toMatchObject({ countA: 1, countNegative: 2, totalMinor: 50, gini: 0 })
    expect(key.ranked.map((customer) => customer.share)).toEqual([1, null, null])
  })

  it('answers for no customer, one customer and only negative ones', () => {
    expect(keyCustomers([], DEFAULT_WEIGHTS)).toMatchObject({ customers: 0, gini: null, hhi: null, customersForHalf: null, dependence: null })
    expect(keyCustomers([row('a', 5)], DEFAULT_WEIGHTS)).toMatchObject({ customers: 1, countA: 1, effectiveNumber: 1 })
    expect(keyCustomers([row('a', -5), row('b', -1)], DEFAULT_WEIGHTS)).toMatchObject({ countNegative: 2, gini: null, totalMinor: -6 })
  })

  it('orders equal customers by id and refuses an id that occurs twice', () => {
    expect(keyCustomers([row('b', 5), row('a', 5)], DEFAULT_WEIGHTS).ranked.map((customer) => customer.id)).toEqual(['a', 'b'])
    expect(() => keyCustomers([row('a', 5), row('a', 6)], DEFAULT_WEIGHTS)).toThrow('twice')
  })

  it('names a dependence that shows in margin only', () => {
    const key = keyCustomers(
      Array.from({ length: 10 }, (_, i) => row(`c${String(i)}`, 100, { marginMinor: i === 7 ? 100 : 10 })),
      DEFAULT_WEIGHTS,
    )
    expect(key.dependence?.customer.id).toBe('c7')
    expect(key.dependence?.marginShare).toBeCloseTo(100 / 190, 12)
  })

  it('gives the weight of a part that nobody has to the others', () => {
    const { weights, ranked } = keyCustomers([row('a', 10, { unitsMilli: 5000 }), row('b', 5)], DEFAULT_WEIGHTS)
    expect(weights).toMatchObject({ margin: 0, growth: 0 })
    expect(weights.sales + weights.units).toBeCloseTo(1, 12)
    expect(ranked[0]?.score).toBeCloseTo(1, 12)
  })

  it('keeps shares summing to 1, measures in range and classes in order', () => {
    const nets = fc.array(fc.integer({ min: -1000, max: 1_000_000 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(nets, (values) => {
        const key = keyCustomers(values.map((net, i) => row(String(i).padStart(3, '0'), net)), DEFAULT_WEIGHTS)
        const inside = key.ranked.filter((customer) => customer.share !== null)
        const total = inside.reduce((sum, customer) => sum + (customer.share ?? 0), 0)
        const order = key.ranked.map((customer) => ['A', 'B', 'C', 'negative'].indexOf(customer.class))
        expect(inside.length === 0 || Math.abs(total - 1) < 1e-9).toBe(true)
        expect(key.gini === null || (key.gini >= -1e-9 && key.gini < 1)).toBe(true)
        expect(key.countA + key.countB + key.countC + key.countNegative).toBe(values.length)
        expect([...order].sort((a, b) => a - b)).toEqual(order)
      }),
    )
  })
})
