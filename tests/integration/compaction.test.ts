import { describe, expect, it } from 'vitest'
import { compact } from '#service/sync/chain/compact.ts'
import { addCustomer, carry, identityOf, settle } from '../helpers/bundle-copies.ts'
import { setupCopy, setupWorkspace, TEST_NOW, type TestWorkspace } from '../helpers/setup-workspace.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Time goes on, the copies meet, and each tells what it has seen. */
function meetAt(at: number, manager: TestWorkspace, li: TestWorkspace): void {
  settle(manager, [li], (round) => {
    for (const copy of [manager, li]) copy.clock.set(TEST_NOW + at + round * 2 * HOUR)
  })
}

function setupPair(): { readonly manager: TestWorkspace; readonly li: TestWorkspace; readonly id: Buffer } {
  const manager = setupWorkspace()
  const li = setupCopy(manager, { employee: '李销售', seed: 2 })
  meetAt(0, manager, li)
  const id = addCustomer(li, '常州电机')
  for (const note of ['一', '二']) {
    li.clock.set(li.clock.now() + HOUR)
    li.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { note }))
  }
  return { manager, li, id }
}

function tidy(copy: TestWorkspace): ReturnType<typeof compact> {
  return copy.workspace.db.transaction(() => compact(copy.workspace, identityOf(copy))).immediate()
}

const exceptions = ({ workspace }: TestWorkspace, id: Buffer): unknown => workspace.db.prepare('SELECT _c FROM customer WHERE id = ?').pluck().get(id)
const note = ({ workspace }: TestWorkspace, id: Buffer): unknown => workspace.db.prepare('SELECT note FROM customer WHERE id = ?').pluck().get(id)

describe('compact', () => {
  it('lets the columns of a row share a clock once everybody has seen them, and not before', () => {
    const { manager, li, id } = setupPair()
    carry(li, manager)
    expect(tidy(li).rows).toBe(0)
    expect(exceptions(li, id)).not.toBeNull()
    meetAt(DAY, manager, li)
    tidy(li)
    tidy(manager)
    expect([exceptions(li, id), exceptions(manager, id)]).toEqual([null, null])
    manager.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { note: '三' }))
    meetAt(2 * DAY, manager, li)
    expect([note(li, id), note(manager, id)]).toEqual(['三', '三'])
  })

  it('forgets a deleted row 90 days after everybody has seen it go', () => {
    const { manager, li, id } = setupPair()
    meetAt(DAY, manager, li)
    li.workspace.write({ kind: 'customer.removed' }, (records) => records.remove('customer', id))
    meetAt(2 * DAY, manager, li)
    const bin = manager.workspace.db.prepare('SELECT count(*) FROM sync_tomb').pluck()
    expect(tidy(manager).forgotten).toBe(0)
    for (const copy of [manager, li]) {
      copy.clock.set(TEST_NOW + 100 * DAY)
      addCustomer(copy, '新客户')
    }
    meetAt(101 * DAY, manager, li)
    tidy(manager)
    expect(bin.get()).toBe(0)
  })
})
