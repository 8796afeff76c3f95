import { describe, expect, it } from 'vitest'
import { setupCopy, setupWorkspace, type TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { quietReport } from '../../jobs/task.ts'
import { receiveBundles } from '../../sync/chain/receive-bundles.ts'
import { sealOutbox } from '../../sync/chain/seal-outbox.ts'
import { requireIdentity } from '../../sync/exchange/exchange-over.ts'
import { devicesOf } from './devices.queries.ts'
import { countHeld, listHeld } from './held.queries.ts'

const bundlesOf = ({ workspace }: TestWorkspace): Buffer[] => workspace.db.prepare<[], Buffer>('SELECT bytes FROM sync_bundle ORDER BY seq').pluck().all()

function carry(from: TestWorkspace, to: TestWorkspace, bundles = bundlesOf(from)): void {
  receiveBundles(to.workspace, requireIdentity(to.workspace), bundles, quietReport)
}

/** A manager and a rep who know each other. */
function setupTwo(): { readonly manager: TestWorkspace; readonly li: TestWorkspace } {
  const manager = setupWorkspace()
  const li = setupCopy(manager, { employee: '李销售', seed: 2 })
  for (let round = 0; round < 2; round++) {
    for (const [from, to] of [[li, manager], [manager, li]] as const) {
      sealOutbox(from.workspace)
      carry(from, to)
    }
  }
  return { manager, li }
}

describe('listHeld', () => {
  it('says whose it is, why, for whose eyes, how much, and what may be done', () => {
    const { manager, li } = setupTwo()
    li.workspace.write({ kind: 'product.created' }, (records) => records.insert('product', { name: '私加产品', is_active: 1, unit: '件' }))
    sealOutbox(li.workspace)
    carry(li, manager)
    expect(listHeld(manager.workspace)).toMatchObject({
      total: 1,
      rows: [{ reason: 'right', author: '李销售', scope: { kind: 'firm', name: null }, count: 1, needsSomebody: true, canAccept: true }],
    })
  })

  it('tells what waits from what needs somebody, and names the person whose data it is', () => {
    const { manager, li } = setupTwo()
    for (const name of ['甲', '乙']) {
      li.workspace.write({ kind: 'customer.created' }, (records) =>
        records.insert('customer', { name, kind: 'firm', life_cycle: 'potential', grade: 'C', owner_id: li.workspace.actor.employeeId }),
      )
      sealOutbox(li.workspace)
    }
    carry(li, manager, bundlesOf(li).slice(-1))
    expect(listHeld(manager.workspace).rows).toMatchObject([{ reason: 'gap', needsSomebody: false, canAccept: false, scope: { kind: 'rep', name: '李销售' } }])
    expect(countHeld(manager.workspace.db)).toEqual({ all: 1, faults: 0 })
    expect(listHeld(li.workspace)).toEqual({ rows: [], total: 0 })
  })
})

describe('devicesOf', () => {
  it('lists our own first, with what each may read, and lets an administrator of everything revoke', () => {
    const { manager, li } = setupTwo()
    expect(devicesOf(manager.workspace)).toMatchObject({
      mayRevoke: true,
      rows: [
        { isOwn: true, isWhole: true, isAdmin: true, employee: { name: '王经理' } },
        { isOwn: false, isWhole: false, isAdmin: false, employee: { name: '李销售' }, scopes: [{ kind: 'rep', name: '李销售' }], revokedAt: null },
      ],
    })
    expect(devicesOf(li.workspace)).toMatchObject({ mayRevoke: false, rows: [{ isOwn: true, employee: { name: '李销售' } }, { isOwn: false }] })
  })
})
