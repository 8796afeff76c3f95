import { describe, expect, it } from 'vitest'
import type { Id } from '#service/db/schema.ts'
import { sealOutbox } from '#service/sync/chain/seal-outbox.ts'
import { listLost } from '#service/features/sync/lost.queries.ts'
import { addCustomer, carry, receive, settle } from '../helpers/bundle-copies.ts'
import { setupCopy, setupWorkspace, TEST_NOW, type TestWorkspace } from '../helpers/setup-workspace.ts'

const MINUTE = 60_000

/** A manager and two reps, who have met. */
function setupThree(): { readonly manager: TestWorkspace; readonly li: TestWorkspace; readonly zhao: TestWorkspace } {
  const manager = setupWorkspace()
  const li = setupCopy(manager, { employee: '李销售', seed: 2 })
  const zhao = setupCopy(manager, { employee: '赵销售', seed: 3 })
  settle(manager, [li, zhao])
  return { manager, li, zhao }
}

function edit({ workspace, clock }: TestWorkspace, minutes: number, id: Buffer, patch: { readonly grade?: string; readonly note?: string; readonly owner_id?: Id | null }): void {
  clock.set(TEST_NOW + minutes * MINUTE)
  workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, patch))
}

function customer({ workspace }: TestWorkspace, id: Buffer): { readonly grade: string; readonly note: string | null } | undefined {
  return workspace.db.prepare<[Buffer], { grade: string; note: string | null }>('SELECT grade, note FROM customer WHERE id = ?').get(id)
}

const names = ({ workspace }: TestWorkspace): string[] => workspace.db.prepare<[], string>('SELECT name FROM customer ORDER BY name').pluck().all()

describe('bundles', () => {
  it('bring a rep what the firm shares and his own customers, and nobody else’s', () => {
    const { manager, li, zhao } = setupThree()
    addCustomer(manager, '苏州精工', li.workspace.actor.employeeId)
    addCustomer(manager, '无锡化工', zhao.workspace.actor.employeeId)
    addCustomer(manager, '无主客户', null)
    addCustomer(li, '常州电机')
    settle(manager, [li, zhao])
    expect(names(li)).toEqual(['常州电机', '苏州精工'])
    expect(names(zhao)).toEqual(['无锡化工'])
    expect(names(manager)).toEqual(['常州电机', '无主客户', '无锡化工', '苏州精工'])
    const days = 'SELECT count(*) FROM calendar_day'
    expect(li.workspace.db.prepare(days).pluck().get()).toBe(manager.workspace.db.prepare(days).pluck().get())
    const employees = ({ workspace }: TestWorkspace): unknown => workspace.db.prepare('SELECT name FROM employee ORDER BY name').pluck().all()
    expect(employees(li)).toEqual(['李销售', '王经理', '赵销售'])
  })

  it('change nothing when they come again', () => {
    const { manager, li } = setupThree()
    addCustomer(li, '常州电机')
    carry(li, manager)
    expect(carry(li, manager)).toMatchObject({ merged: 0, held: [], results: [] })
  })

  it('wait when one before them is missing', () => {
    const { manager, li } = setupThree()
    const id = addCustomer(li, '常州电机')
    sealOutbox(li.workspace)
    edit(li, 1, id, { grade: 'A' })
    sealOutbox(li.workspace)
    const [first, second] = li.workspace.db.prepare<[], Buffer>("SELECT bytes FROM sync_bundle WHERE scope LIKE 'rep-%' ORDER BY seq DESC LIMIT 2").pluck().all().reverse()
    expect(receive(manager, second ? [second] : []).held).toMatchObject([{ reason: 'gap' }])
    expect(customer(manager, id)).toBeUndefined()
    expect(receive(manager, first ? [first] : [])).toMatchObject({ merged: 2, held: [] })
    expect(customer(manager, id)?.grade).toBe('A')
  })

  it('list the value that lost where both did not know of each other', () => {
    const { manager, li } = setupThree()
    const id = addCustomer(manager, '苏州精工', li.workspace.actor.employeeId)
    settle(manager, [li])
    edit(li, 10, id, { note: '李的话' })
    edit(manager, 20, id, { note: '经理的话' })
    settle(manager, [li])
    expect(customer(li, id)?.note).toBe('经理的话')
    for (const copy of [manager, li]) {
      expect(listLost(copy.workspace, { isOpen: true, offset: 0, limit: 10 }).rows).toMatchObject([{ lost: { value: '李的话' }, won: { value: '经理的话' } }])
    }
  })

  it('bring a customer with all that hangs on him to the one he was handed to, and late edits of the former owner', () => {
    const { manager, li, zhao } = setupThree()
    const id = addCustomer(li, '常州电机')
    li.workspace.write({ kind: 'activity.created' }, (records) =>
      records.insert('activity', { kind: 'call', subject: '首访', customer_id: id, owner_id: li.workspace.actor.employeeId }),
    )
    settle(manager, [li, zhao])
    edit(manager, 10, id, { owner_id: zhao.workspace.actor.employeeId })
    edit(li, 20, id, { note: '离线时写的' })
    settle(manager, [li, zhao])
    expect(customer(zhao, id)?.note).toBe('离线时写的')
    const subjects = zhao.workspace.db.prepare('SELECT subject FROM activity').pluck().all()
    expect(subjects).toEqual(['首访'])
    const owner = li.workspace.db.prepare('SELECT owner_id FROM customer WHERE id = ?').pluck().get(id)
    expect(owner).toEqual(zhao.workspace.actor.employeeId)
  })

  it('delete and restore', () => {
    const { manager, li } = setupThree()
    const id = addCustomer(li, '常州电机')
    settle(manager, [li])
    manager.clock.set(TEST_NOW + 10 * MINUTE)
    manager.workspace.write({ kind: 'customer.removed' }, (records) => records.remove('customer', id))
    settle(manager, [li])
    expect(customer(li, id)).toBeUndefined()
  })

  it('are held when a rep states what he may not', () => {
    const { manager, li } = setupThree()
    li.workspace.write({ kind: 'product.created' }, (records) =>
      records.insert('product', { code: 'X', name: '私自加的', unit: '台', price_minor: 1, is_active: 1 }),
    )
    const id = addCustomer(li, '常州电机')
    carry(li, manager)
    expect(manager.workspace.db.prepare('SELECT count(*) FROM product').pluck().get()).toBe(0)
    expect(manager.workspace.db.prepare('SELECT reason FROM sync_hold').pluck().all()).toEqual(['right'])
    expect(customer(manager, id)).toBeDefined()
  })
})
