import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setupWorkspace, type TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { refreshFigures, salesWindow, staleFigures } from './public.ts'

const DAY = 86_400_000

/** Everything that the figures are made of, by a plain query without any help. */
function expected({ workspace }: TestWorkspace): unknown {
  const { from, asOf } = salesWindow(workspace)
  return workspace.db
    .prepare(
      `SELECT hex(c.id) AS id,
         (SELECT coalesce(sum(iif(o.kind = 'return', -l.amount_minor, l.amount_minor)), 0) FROM sales_order o JOIN order_line l ON l.order_id = o.id
           WHERE o.customer_id = c.id AND o.currency = 'CNY' AND o.ordered_on BETWEEN ? AND ?) AS sales,
         (SELECT max(ordered_on) FROM sales_order WHERE customer_id = c.id AND kind = 'sale') AS ordered,
         (SELECT date(max(done_at) / 1000, 'unixepoch', 'localtime') FROM activity WHERE customer_id = c.id) AS contacted,
         (SELECT min(planned_on) FROM activity WHERE customer_id = c.id AND done_at IS NULL) AS next
       FROM customer c ORDER BY c.id`,
    )
    .all(from, asOf)
}

function actual({ workspace }: TestWorkspace): unknown {
  refreshFigures(workspace)
  return workspace.db
    .prepare(
      `SELECT hex(customer_id) AS id, sales12_minor AS sales, last_order_on AS ordered, last_contact_on AS contacted, next_step_on AS next
       FROM customer_figure ORDER BY customer_id`,
    )
    .all()
}

type Step =
  | { do: 'customer' | 'removeCustomer' | 'removeOrder' | 'removeLine' | 'removeActivity' | 'stale' | 'read'; at: number }
  | { do: 'order'; at: number; day: number; kind: string; currency: string }
  | { do: 'line' | 'changeLine' | 'moveOrder' | 'activity' | 'tick' | 'passDays'; at: number; value: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('customer', 'removeCustomer', 'removeOrder', 'removeLine', 'removeActivity', 'stale', 'read'), at: fc.nat(50) }),
  fc.record({ do: fc.constant('order' as const), at: fc.nat(50), day: fc.nat(500), kind: fc.constantFrom('sale', 'return'), currency: fc.constantFrom('CNY', 'CNY', 'USD') }),
  fc.record({ do: fc.constantFrom('line', 'changeLine', 'moveOrder', 'activity', 'tick', 'passDays'), at: fc.nat(50), value: fc.nat(90) }),
)

function play(setup: TestWorkspace, move: Step): void {
  const { workspace, clock } = setup
  const nth = (table: string): Buffer | undefined => {
    const ids = workspace.db.prepare<[], Buffer>(`SELECT id FROM ${table} ORDER BY id`).pluck().all()
    return ids[move.at % Math.max(1, ids.length)]
  }
  const customer = nth('customer') ?? null
  const onDay = (back: number): string => new Date(clock.now() - back * DAY).toISOString().slice(0, 10)
  workspace.write({ kind: 'test' }, (records) => {
    const order = nth('sales_order')
    const line = nth('order_line')
    const activity = nth('activity')
    switch (move.do) {
      case 'customer':
        return void records.insert('customer', { kind: 'firm', name: 'x', life_cycle: 'won' })
      case 'removeCustomer':
        return customer ? records.remove('customer', customer) : undefined
      case 'order':
        return void records.insert('sales_order', { number: 'n', kind: move.kind, customer_id: customer, ordered_on: onDay(move.day), currency: move.currency })
      case 'line':
        return order && void records.insert('order_line', { order_id: order, position: 0, quantity_milli: 1, unit_price_minor: 1, discount_bp: 0, amount_minor: move.value })
      case 'changeLine':
        return line && records.update('order_line', line, { amount_minor: move.value, order_id: order ?? line })
      case 'moveOrder':
        return order && records.update('sales_order', order, { customer_id: customer, ordered_on: onDay(move.value * 5), kind: move.value % 2 === 0 ? 'sale' : 'return' })
      case 'removeOrder':
        return order && records.remove('sales_order', order)
      case 'removeLine':
        return line && records.remove('order_line', line)
      case 'activity':
        return void records.insert('activity', { kind: 'call', customer_id: customer, subject: 's', planned_on: onDay(-move.value), done_at: move.value % 2 === 0 ? clock.now() - move.value * DAY : null })
      case 'tick':
        return activity && records.update('activity', activity, { done_at: clock.now(), customer_id: customer })
      case 'removeActivity':
        return activity && records.remove('activity', activity)
      case 'passDays':
        return clock.set(clock.now() + move.value * DAY)
      case 'stale':
        return staleFigures(workspace)
      case 'read':
        return undefined
    }
  })
  if (move.do === 'read') refreshFigures(workspace)
}

describe('refreshFigures', () => {
  it('agrees with a plain query after any history of writes and days', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (moves) => {
        const setup = setupWorkspace()
        for (const move of moves) play(setup, move)
        expect(actual(setup)).toEqual(expected(setup))
        expect(actual(setup)).toEqual(expected(setup))
        setup.workspace.close()
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('is noted by upserts, as merges write', () => {
    const setup = setupWorkspace()
    const { db } = setup.workspace
    refreshFigures(setup.workspace)
    const upsert = db.prepare(
      `INSERT INTO customer (id, created_at, updated_at, kind, name, life_cycle) VALUES (?, 1, 1, 'firm', 'x', 'won')
       ON CONFLICT (id) DO UPDATE SET name = excluded.name`,
    )
    const order = db.prepare(
      `INSERT INTO sales_order (id, created_at, updated_at, number, kind, customer_id, ordered_on, currency) VALUES (?, 1, 1, 'n', 'sale', ?, ?, 'CNY')
       ON CONFLICT (id) DO UPDATE SET ordered_on = excluded.ordered_on`,
    )
    const id = Buffer.alloc(16, 1)
    for (const day of ['2026-01-01', '2026-02-01', '2026-03-01']) {
      upsert.run(id)
      order.run(id, id, day)
    }
    expect(actual(setup)).toMatchObject([{ ordered: '2026-03-01' }])
  })

  it('looks back from the newest order when the data are history', () => {
    const { workspace } = setupWorkspace()
    workspace.write({ kind: 'test' }, (records) => records.insert('sales_order', { number: 'n', kind: 'sale', ordered_on: '2011-12-09', currency: 'CNY' }))
    expect(salesWindow(workspace)).toEqual({ from: '2010-12-10', asOf: '2011-12-09' })
  })

  it('keeps the old figures while another connection writes', () => {
    const setup = setupWorkspace()
    const { workspace } = setup
    refreshFigures(workspace)
    workspace.write({ kind: 'test' }, (records) => records.insert('customer', { kind: 'firm', name: 'x', life_cycle: 'won' }))
    const other = new (workspace.db.constructor as new (path: string) => typeof workspace.db)(workspace.db.name)
    other.exec('BEGIN IMMEDIATE')
    expect(actual(setup)).toEqual([])
    other.exec('ROLLBACK')
    other.close()
    expect(actual(setup)).toEqual(expected(setup))
  })
})
