import { describe, expect, it } from 'vitest'
import { openKeys } from '#service/sync/chain/keys.ts'
import { revoke } from '#service/sync/chain/revoke.ts'
import { addCustomer, carry, identityOf, settle } from '../helpers/bundle-copies.ts'
import { kindsOf, setupCopy, setupWorkspace, type TestWorkspace } from '../helpers/setup-workspace.ts'

const names = ({ workspace }: TestWorkspace): string[] => workspace.db.prepare<[], string>('SELECT name FROM customer ORDER BY name').pluck().all()
const epochOf = (copy: TestWorkspace): number => openKeys(copy.workspace.db, identityOf(copy)).epoch

function setupThree(): readonly [TestWorkspace, TestWorkspace, TestWorkspace] {
  const manager = setupWorkspace()
  const li = setupCopy(manager, { employee: '李销售', seed: 2 })
  const zhao = setupCopy(manager, { employee: '赵销售', seed: 3 })
  settle(manager, [li, zhao])
  return [manager, li, zhao]
}

describe('revoke', () => {
  it('refuses what the device says afterwards, at everybody who heard of it', () => {
    const [manager, li, zhao] = setupThree()
    addCustomer(li, '被盗之前')
    settle(manager, [li])
    revoke(manager.workspace, identityOf(manager), identityOf(li).deviceKey.device)
    addCustomer(li, '被盗之后')
    const { held } = carry(li, manager)
    expect(held.map(({ reason }) => reason)).toEqual(['revoked'])
    expect(names(manager)).toEqual(['被盗之前'])
    settle(manager, [zhao])
    expect(carry(li, zhao).held.every(({ reason }) => reason === 'revoked' || reason === 'scope' || reason === 'key')).toBe(true)
  })

  it('seals with new keys that the others get and the device does not', () => {
    const [manager, li, zhao] = setupThree()
    revoke(manager.workspace, identityOf(manager), identityOf(li).deviceKey.device)
    settle(manager, [zhao])
    expect(epochOf(manager)).toBeGreaterThan(1)
    expect(epochOf(zhao)).toBe(epochOf(manager))
    manager.workspace.write({ kind: 'product.created' }, (records) => records.insert('product', { code: 'N', name: '新品', unit: '台', price_minor: 1, is_active: 1 }))
    addCustomer(zhao, '照常工作')
    settle(manager, [zhao])
    expect(names(manager)).toEqual(['照常工作'])
    expect(zhao.workspace.db.prepare('SELECT name FROM product').pluck().all()).toEqual(['新品'])
    expect(carry(manager, li).held.map(({ reason }) => reason)).toContain('key')
    expect(li.workspace.db.prepare('SELECT count(*) FROM product').pluck().get()).toBe(0)
  })

  it('takes two admins who revoke at the same time to an epoch that neither device has', () => {
    const [manager, li, zhao] = setupThree()
    const second = setupCopy(manager, { employee: '孙经理', role: 'manager', seed: 4 })
    settle(manager, [second])
    const isAdmin = identityOf(second).certified.isAdmin
    expect(isAdmin).toBe(true)
    revoke(manager.workspace, identityOf(manager), identityOf(li).deviceKey.device)
    revoke(second.workspace, identityOf(second), identityOf(zhao).deviceKey.device)
    settle(manager, [second])
    settle(manager, [second])
    expect(epochOf(manager)).toBe(epochOf(second))
    const grants = manager.workspace.db.prepare('SELECT count(*) FROM sync_grant WHERE epoch = ? AND device IN (?, ?)').pluck()
    expect(grants.get(epochOf(manager), identityOf(li).deviceKey.device, identityOf(zhao).deviceKey.device)).toBe(0)
  })

  it('is refused to those who may not, and for oneself', () => {
    const [manager, li, zhao] = setupThree()
    const device = identityOf(zhao).deviceKey.device
    expect(kindsOf(() => revoke(li.workspace, identityOf(li), device))).toEqual(['revoke-not-allowed'])
    expect(kindsOf(() => revoke(manager.workspace, identityOf(manager), identityOf(manager).deviceKey.device))).toEqual(['revoke-self'])
    expect(kindsOf(() => revoke(manager.workspace, identityOf(manager), Buffer.alloc(16)))).toEqual(['device-unknown'])
  })
})
