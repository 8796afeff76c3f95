import { describe, expect, it } from 'vitest'
import { setupWorkspace, type TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { quietReport } from '../../jobs/task.ts'
import { undoTask } from '../journal/public.ts'
import { refreshDerived, thenRefresh } from './public.ts'

function isClean({ workspace }: TestWorkspace): boolean {
  const marks = workspace.db
    .prepare(
      `SELECT (SELECT stale FROM figure_state) + (SELECT stale FROM search_state) + (SELECT count(*) FROM order_dirty) + (SELECT count(*) FROM customer_dirty)
         + (SELECT count(*) FROM search_dirty) + (SELECT count(*) FROM fact_dirty)
         + (SELECT stale FROM duplicate_state) + (SELECT count(*) FROM duplicate_dirty)`,
    )
    .pluck()
    .get()
  return marks === 0
}

function sell({ workspace }: TestWorkspace): number {
  const { command } = workspace.write({ kind: 'test' }, (records) => {
    const customer = records.insert('customer', { kind: 'firm', name: '恒源机电', life_cycle: 'won' })
    const order = records.insert('sales_order', { number: '1', kind: 'sale', customer_id: customer, ordered_on: '2026-02-03', currency: 'CNY' })
    records.insert('order_line', { order_id: order, position: 0, quantity_milli: 1000, unit_price_minor: 5, discount_bp: 0, amount_minor: 5 })
  })
  return command
}

describe('thenRefresh', () => {
  it('brings up to date what the task made stale', async () => {
    const test = setupWorkspace()
    const seq = sell(test)
    refreshDerived(test.workspace)
    expect(isClean(test)).toBe(true)
    const result = await thenRefresh(undoTask)(test.workspace, { seq }, quietReport)
    expect(result.removed).toBe(3)
    expect(isClean(test)).toBe(true)
    const left = test.workspace.db.prepare('SELECT (SELECT count(*) FROM order_total), (SELECT count(*) FROM fact_chunk)').raw(true).get()
    expect(left).toEqual([0, 0])
  })

  it('gives the result all the same when somebody else writes for long, and leaves the marks', async () => {
    const test = setupWorkspace()
    const { workspace } = test
    const other = new (workspace.db.constructor as new (path: string) => typeof workspace.db)(workspace.db.name)
    workspace.db.pragma('busy_timeout = 0')
    const task = thenRefresh(() => {
      sell(test)
      other.exec('BEGIN IMMEDIATE')
      return 'written'
    })
    expect(await task(workspace, {}, quietReport)).toBe('written')
    expect(isClean(test)).toBe(false)
    other.exec('ROLLBACK')
    other.close()
    refreshDerived(workspace)
    expect(isClean(test)).toBe(true)
  })

  it('throws what the task throws, and computes nothing then', async () => {
    const test = setupWorkspace()
    sell(test)
    const task = thenRefresh(() => Promise.reject(new Error('refused')))
    await expect(task(test.workspace, {}, quietReport)).rejects.toThrow('refused')
    expect(isClean(test)).toBe(false)
  })
})
