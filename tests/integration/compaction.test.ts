import { describe, expect, it } from 'vitest'
import { quietReport } from '#service/jobs/task.ts'
import { compact } from '#service/sync/chain/compact.ts'
import { receiveBundles } from '#service/sync/chain/receive-bundles.ts'
import { sealOutbox } from '#service/sync/chain/seal-outbox.ts'
import type { Identity } from '#service/sync/identity/identity.ts'
import { setupCopy, setupWorkspace, TEST_NOW, type TestWorkspace } from '../helpers/setup-workspace.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

function identityOf({ workspace }: TestWorkspace): Identity {
  if (!workspace.identity) throw new Error('a copy without an identity')
  return workspace.identity
}

function carry(from: TestWorkspace, to: TestWorkspace): void {
  sealOutbox(from.workspace)
  const bundles = from.workspace.db.prepare<[], Buffer>('SELECT bytes FROM sync_bundle ORDER BY seq').pluck().all()
  receiveBundles(to.workspace, identityOf(to), bundles, quietReport)
}

/** Time goes on, the copies meet, and each tells what it has seen. */
function settle(at: number, manager: TestWorkspace, ...others: readonly TestWorkspace[]): void {
  for (let round = 0; round < 3; round++) {
    for (const copy of [manager, ...others]) copy.clock.set(TEST_NOW + at + round * 2 * HOUR)
    for (const other of others) {
      carry(other, manager)
      carry(manager, other)
    }
  }
}

function setupPair(): { readonly manager: TestWorkspace; readonly li: TestWorkspace; readonly id: Buffer } {
  const manager = setupWorkspace()
  const li = setupCopy(manager, { employee: '李销售', seed: 2 })
  settle(0, manager, li)
  const id = li.workspace.write({ kind: 'customer.created' }, (records) =>
    records.insert('customer', { name: '常州电机', kind: 'firm', life_cycle: 'potential', owner_id: li.workspace.actor.employeeId }),
  ).value
  for (const note of ['一', '二']) {
    li.clock.set(li.clock.now() + HOUR)
    li.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { note }))
  }
  return { manager, li, id }
}

function tidy({ workspace }: TestWorkspace, identity: Identity): ReturnType<typeof compact> {
  return workspace.db.transaction(() => compact(workspace, identity)).immediate()
}

const exceptions = ({ workspace }: TestWorkspace, id: Buffer): unknown => workspace.db.prepare('SELECT _c FROM customer WHERE id = ?').pluck().get(id)
const note = ({ workspace }: TestWorkspace, id: Buffer): unknown => workspace.db.prepare('SELECT note FROM customer WHERE id = ?').pluck().get(id)

describe('compact', () => {
  it('lets the columns of a row share a clock once everybody has seen them, and not before', () => {
    const { manager, li, id } = setupPair()
    sealOutbox(li.workspace)
    carry(li, manager)
    expect(tidy(li, identityOf(li)).rows).toBe(0)
    expect(exceptions(li, id)).not.toBeNull()
    settle(DAY, manager, li)
    tidy(li, identityOf(li))
    tidy(manager, identityOf(manager))
    expect([exceptions(li, id), exceptions(manager, id)]).toEqual([null, null])
    manager.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { note: '三' }))
    settle(2 * DAY, manager, li)
    expect([note(li, id), note(manager, id)]).toEqual(['三', '三'])
  })

  it('forgets a deleted row 90 days after everybody has seen it go', () => {
    const { manager, li, id } = setupPair()
    settle(DAY, manager, li)
    li.workspace.write({ kind: 'customer.removed' }, (records) => records.remove('customer', id))
    settle(2 * DAY, manager, li)
    const bin = manager.workspace.db.prepare('SELECT count(*) FROM sync_tomb').pluck()
    expect(tidy(manager, identityOf(manager)).forgotten).toBe(0)
    for (const copy of [manager, li]) {
      copy.clock.set(TEST_NOW + 100 * DAY)
      copy.workspace.write({ kind: 'customer.created' }, (records) =>
        records.insert('customer', { name: '新客户', kind: 'firm', life_cycle: 'potential', owner_id: copy.workspace.actor.employeeId }),
      )
    }
    settle(101 * DAY, manager, li)
    tidy(manager, identityOf(manager))
    expect(bin.get()).toBe(0)
  })
})
