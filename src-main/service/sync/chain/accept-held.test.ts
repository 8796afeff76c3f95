import { describe, expect, it } from 'vitest'
import { kindsOf, setupCopy, setupWorkspace, type TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { quietReport } from '../../jobs/task.ts'
import type { Identity } from '../identity/identity.ts'
import { acceptHeld } from './accept-held.ts'
import { receiveBundles } from './receive-bundles.ts'
import { sealOutbox } from './seal-outbox.ts'

function identityOf({ workspace: { identity } }: TestWorkspace): Identity {
  if (!identity) throw new Error('a copy without an identity')
  return identity
}

function carry(from: TestWorkspace, to: TestWorkspace): void {
  sealOutbox(from.workspace)
  receiveBundles(to.workspace, identityOf(to), from.workspace.db.prepare<[], Buffer>('SELECT bytes FROM sync_bundle ORDER BY seq').pluck().all(), quietReport)
}

function settle(manager: TestWorkspace, ...others: readonly TestWorkspace[]): void {
  for (let round = 0; round < 3; round++) {
    for (const other of others) {
      carry(other, manager)
      carry(manager, other)
    }
  }
}

/** A rep who wrote a product, which is not for reps, and its entry among what the manager holds. */
function setupHeld() {
  const manager = setupWorkspace()
  const li = setupCopy(manager, { employee: '李销售', seed: 2 })
  const zhao = setupCopy(manager, { employee: '赵销售', seed: 3 })
  settle(manager, li, zhao)
  li.workspace.write({ kind: 'product.created' }, (records) => records.insert('product', { name: '私加产品', is_active: 1, unit: '件' }))
  settle(manager, li, zhao)
  const seq = manager.workspace.db.prepare<[], number>("SELECT seq FROM sync_hold WHERE reason = 'right'").pluck().get() ?? 0
  return { manager, li, zhao, seq }
}

const products = ({ workspace }: TestWorkspace): unknown => workspace.db.prepare('SELECT name FROM product').pluck().all()

describe('acceptHeld', () => {
  it('merges what its author had no right to, and the others take it from us', () => {
    const { manager, li, zhao, seq } = setupHeld()
    expect(products(manager)).toEqual([])
    expect(acceptHeld(manager.workspace, identityOf(manager), seq)).toMatchObject({ tables: ['product'] })
    expect(products(manager)).toEqual(['私加产品'])
    settle(manager, li, zhao)
    expect(products(zhao)).toEqual(['私加产品'])
    expect(manager.workspace.db.prepare('SELECT count(*) FROM sync_hold').pluck().get()).toBe(0)
  })

  it('refuses what is held for other reasons or is gone, and those whose word does not count for all', () => {
    const { manager, li, seq } = setupHeld()
    expect(kindsOf(() => acceptHeld(manager.workspace, identityOf(manager), seq + 100))).toEqual(['held-not-acceptable'])
    expect(kindsOf(() => acceptHeld(li.workspace, identityOf(li), seq))).toEqual(['accept-not-allowed'])
  })
})
