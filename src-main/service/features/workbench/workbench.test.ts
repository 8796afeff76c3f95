import { describe, expect, it } from 'vitest'
import { addDays } from '#shared/kernel/plain-date.ts'
import { setupWorkspace, TEST_TODAY } from '../../../../tests/helpers/setup-workspace.ts'
import { getWorkbench } from './workbench.handlers.ts'

function sell(setup: ReturnType<typeof setupWorkspace>, day: string, amountMinor: number, kind = 'sale') {
  const { workspace } = setup
  return workspace.write({ kind: 'test' }, (records) => {
    const customer = records.insert('customer', { kind: 'firm', name: `客户 ${day}`, life_cycle: 'stable', owner_id: workspace.actor.employeeId })
    const order = records.insert('sales_order', {
      number: day, kind, ordered_on: day, currency: 'CNY', customer_id: customer, employee_id: workspace.actor.employeeId,
    })
    records.insert('order_line', { order_id: order, position: 0, quantity_milli: 1000, unit_price_minor: amountMinor, discount_bp: 0, amount_minor: amountMinor })
    return customer
  }).value
}

describe('getWorkbench', () => {
  it('is empty, and says so, in a new firm', () => {
    const { workspace } = setupWorkspace()
    expect(getWorkbench(workspace)).toMatchObject({ asOf: TEST_TODAY, overdue: [], today: [], target: null, conflicts: 0, brief: { netMinor: 0 } })
  })

  it('parts open steps into overdue, today and the week ahead, and leaves out what is done', () => {
    const { workspace } = setupWorkspace()
    workspace.write({ kind: 'test' }, (records) => {
      const owner_id = workspace.actor.employeeId
      for (const [subject, planned_on] of [['催款', addDays(TEST_TODAY, -3)], ['回访', TEST_TODAY], ['送样', addDays(TEST_TODAY, 4)], ['下月', addDays(TEST_TODAY, 30)]] as const) {
        records.insert('activity', { kind: 'call', subject, planned_on, owner_id })
      }
      records.insert('activity', { kind: 'call', subject: '已做', planned_on: TEST_TODAY, done_at: workspace.clock.now(), owner_id })
    })
    const bench = getWorkbench(workspace)
    expect(bench.overdue.map(({ subject }) => subject)).toEqual(['催款'])
    expect(bench.today.map(({ subject }) => subject)).toEqual(['回访'])
    expect(bench.upcoming.map(({ subject }) => subject)).toEqual(['送样'])
    expect(bench.overdueCount).toBe(1)
  })

  it('compares the running month with the same days before, net of returns', () => {
    const setup = setupWorkspace()
    sell(setup, '2026-03-02', 100_00)
    sell(setup, '2026-03-05', 30_00, 'return')
    sell(setup, '2026-02-10', 50_00)
    sell(setup, '2026-02-27', 999_00)
    sell(setup, '2025-03-18', 40_00)
    expect(getWorkbench(setup.workspace).brief).toMatchObject({ netMinor: 70_00, previousMonthMinor: 50_00, lastYearMinor: 40_00, orders: 1 })
  })

  it('measures targets of people against what was sold', () => {
    const setup = setupWorkspace()
    sell(setup, '2026-03-02', 60_00)
    setup.workspace.write({ kind: 'test' }, (records) =>
      records.insert('target', { period: '2026-03', employee_id: setup.workspace.actor.employeeId, amount_minor: 120_00, currency: 'CNY' }),
    )
    expect(getWorkbench(setup.workspace).target).toEqual({ period: '2026-03', planMinor: 120_00, actualMinor: 60_00, attainment: 0.5 })
  })

  it('finds customers that buy but were not spoken with', () => {
    const setup = setupWorkspace()
    const customer = sell(setup, '2026-02-02', 60_00)
    setup.workspace.write({ kind: 'test' }, (records) =>
      records.insert('activity', {
        kind: 'visit', subject: '拜访', customer_id: customer, owner_id: setup.workspace.actor.employeeId, done_at: setup.workspace.clock.now() - 40 * 86_400_000,
      }),
    )
    const bands = getWorkbench(setup.workspace).forgotten.filter(({ count }) => count > 0)
    expect(bands.map(({ days, customers }) => [days, customers.map(({ name }) => name)])).toEqual([[30, ['客户 2026-02-02']]])
  })

  it('follows an order to another employee', () => {
    const setup = setupWorkspace({ role: 'rep' })
    const { workspace } = setup
    sell(setup, '2026-03-02', 60_00)
    expect(getWorkbench(workspace).brief).toMatchObject({ netMinor: 60_00, orders: 1 })
    const other = workspace.write({ kind: 'test' }, (records) => {
      const order = workspace.db.prepare<[], Buffer>('SELECT id FROM sales_order').pluck().get() ?? Buffer.alloc(0)
      const employee = records.insert('employee', { name: '张代表', role: 'rep' })
      records.update('sales_order', order, { employee_id: employee })
      return employee
    }).value
    expect(getWorkbench(workspace).brief).toMatchObject({ netMinor: 0, orders: 0 })
    expect(workspace.db.prepare('SELECT employee_id FROM order_total').pluck().get()).toEqual(other)
  })

  it('names in each band only the largest of the people in scope', () => {
    const setup = setupWorkspace()
    const { workspace } = setup
    const customers = Array.from({ length: 7 }, (_, i) => sell(setup, `2026-02-0${String(i + 1)}`, (i + 1) * 10_00))
    workspace.write({ kind: 'test' }, (records) => {
      customers.forEach((customer, i) => {
        const done_at = workspace.clock.now() - (i === 0 ? 8 : 20) * 86_400_000
        records.insert('activity', { kind: 'visit', subject: '拜访', customer_id: customer, owner_id: workspace.actor.employeeId, done_at })
      })
      const stranger = records.insert('employee', { name: '张代表', role: 'rep' })
      records.update('customer', customers[6] ?? Buffer.alloc(0), { owner_id: stranger })
    })
    const bands = getWorkbench(workspace).forgotten
    expect(bands.map(({ days, count, customers: named }) => [days, count, named.map(({ name }) => name.slice(-2))])).toEqual([
      [7, 1, ['01']], [15, 5, ['06', '05', '04', '03', '02']], [30, 0, []], [90, 0, []], [180, 0, []],
    ])
  })
})
