import { beforeEach, describe, expect, it } from 'vitest'
import { setupWorkspace, type TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { syncTable } from '../../db/registry.ts'
import { NewRows, type NewRowBatch } from './new-rows.ts'
import type { SqlValue } from './tomb-body.ts'

const CUSTOMER = syncTable('customer')
const CLOCK = 4_096_000

let test: TestWorkspace
let rows: NewRows
beforeEach(() => {
  test = setupWorkspace()
  rows = new NewRows(test.workspace.db, CUSTOMER)
})

const idOf = (n: number): Buffer => Buffer.alloc(16, n)
const count = (): unknown => test.workspace.db.prepare('SELECT count(*) FROM customer').pluck().get()

function valuesOf(n: number, more: Record<string, SqlValue> = {}): SqlValue[] {
  const values: Record<string, SqlValue> = { name: `客户 ${String(n)}`, kind: 'firm', life_cycle: 'potential', created_at: 1, updated_at: 1, ...more }
  return CUSTOMER.columns.map((column) => values[column] ?? null)
}

/** Adds rows until a batch is full. */
function fill(from: number, more: Record<string, SqlValue> = {}): NewRowBatch {
  for (let n = from; n < from + 100; n++) {
    const full = rows.add(idOf(n), CLOCK, 1, valuesOf(n, more))
    if (full) return full
  }
  throw new Error('no batch is ever full')
}

describe('new rows', () => {
  it('are inserted together, with their clock', () => {
    const batch = fill(1)
    expect(rows.insert(batch)).toBe(true)
    expect(count()).toBe(batch.rows.length)
    expect(test.workspace.db.prepare('SELECT name, grade, _h, _s, _c FROM customer WHERE id = ?').raw().get(idOf(2))).toEqual(['客户 2', null, CLOCK, 1, null])
    expect(rows.isEmpty).toBe(true)
  })

  it('are not inserted when one of them is there already', () => {
    const first = fill(1)
    rows.insert(first)
    const second = fill(first.rows.length)
    expect(rows.insert(second)).toBe(false)
    expect(count()).toBe(first.rows.length)
  })

  it('make batches of their own when they hold something in other columns, and what is left is given at the end', () => {
    rows.add(idOf(200), CLOCK, 1, valuesOf(200, { grade: 'A' }))
    const batch = fill(1)
    expect(batch.rows.map(({ id }) => id)).not.toContainEqual(idOf(200))
    expect(rows.takeRest().map(({ rows: left }) => left.map(({ id }) => id))).toEqual([[idOf(200)]])
    expect(rows.isEmpty).toBe(true)
  })
})
