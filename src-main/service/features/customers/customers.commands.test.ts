import { describe, expect, it } from 'vitest'
import { idText } from '../../db/record-id.ts'
import { Forbidden, NotFound } from '../../refusal.ts'
import { kindsOf, problemsOf, setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { getCustomer } from './customer.queries.ts'
import { createCustomer, removeCustomer, updateCustomer, updateManyCustomers } from './customers.commands.ts'

const HUAWEI = '914403001922038216'

function setupEmployee({ workspace }: ReturnType<typeof setupWorkspace>, active: { from?: string; to?: string } = {}): string {
  const { value } = workspace.write({ kind: 'test' }, (records) =>
    records.insert('employee', { name: '李代表', role: 'rep', active_from: active.from ?? null, active_to: active.to ?? null }),
  )
  return idText(value)
}

describe('createCustomer', () => {
  it('belongs to who writes it and starts as a potential firm', () => {
    const { workspace } = setupWorkspace({ role: 'rep' })
    const customer = createCustomer(workspace, { name: '恒达机械', creditCode: HUAWEI.toLowerCase() })
    expect(customer).toMatchObject({ name: '恒达机械', kind: 'firm', lifeCycle: 'potential', ownerName: '王经理', creditCode: HUAWEI })
    expect(getCustomer(workspace, customer.id)).toEqual(customer)
  })

  it.each(['长'.repeat(500), '😀 笑脸公司', '𠮷野家', 'شركة النيل للتجارة', "O'Brien & \"Söhne\" <b>;--", '=1+1'])('keeps the name %s as it was typed', (name) => {
    const { workspace } = setupWorkspace()
    expect(createCustomer(workspace, { name }).name).toBe(name)
  })

  it('refuses a credit code of the wrong shape or with a wrong check digit', () => {
    const { workspace } = setupWorkspace()
    expect(kindsOf(() => createCustomer(workspace, { name: 'a', creditCode: '123' }))).toEqual(['credit-code-shape'])
    expect(problemsOf(() => createCustomer(workspace, { name: 'a', creditCode: '914403001922038217' }))).toEqual([
      { field: 'creditCode', kind: 'credit-code-checksum', values: { value: '914403001922038217', expected: '6' } },
    ])
  })

  it('refuses a code that another customer has, and writes nothing', () => {
    const { workspace } = setupWorkspace()
    createCustomer(workspace, { name: '甲', code: 'C1' })
    expect(problemsOf(() => createCustomer(workspace, { name: '乙', code: 'C1' }))).toEqual([{ field: 'code', kind: 'code-taken', values: { code: 'C1', name: '甲' } }])
    expect(workspace.db.prepare('SELECT count(*) FROM customer').pluck().get()).toBe(1)
  })

  it('refuses an owner who left, has not started, or does not exist', () => {
    const setup = setupWorkspace()
    const left = setupEmployee(setup, { to: '2026-03-17' })
    const future = setupEmployee(setup, { from: '2026-03-19' })
    expect(problemsOf(() => createCustomer(setup.workspace, { name: 'a', ownerId: left }))).toEqual([
      { field: 'ownerId', kind: 'owner-left', values: { name: '李代表', day: '2026-03-17' } },
    ])
    expect(kindsOf(() => createCustomer(setup.workspace, { name: 'a', ownerId: future }))).toEqual(['owner-not-started'])
    expect(kindsOf(() => createCustomer(setup.workspace, { name: 'a', ownerId: '00000000-0000-7000-8000-000000000000' }))).toEqual(['employee-missing'])
    const lastDay = setupEmployee(setup, { to: '2026-03-18' })
    expect(createCustomer(setup.workspace, { name: 'a', ownerId: lastDay }).ownerId).toBe(lastDay)
  })

  it('refuses a unit or parent that is not there, and names a deleted parent', () => {
    const { workspace } = setupWorkspace()
    const parent = createCustomer(workspace, { name: '总部' })
    removeCustomer(workspace, parent.id)
    expect(problemsOf(() => createCustomer(workspace, { name: 'a', parentId: parent.id }))).toEqual([
      { field: 'parentId', kind: 'customer-deleted', values: { name: '总部' } },
    ])
    expect(kindsOf(() => createCustomer(workspace, { name: 'a', orgUnitId: parent.id }))).toEqual(['unit-missing'])
  })

  it('does not let a representative give a customer to somebody else', () => {
    const setup = setupWorkspace({ role: 'rep' })
    const other = setupEmployee(setup)
    expect(() => createCustomer(setup.workspace, { name: 'a', ownerId: other })).toThrow(Forbidden)
    expect(() => createCustomer(setup.workspace, { name: 'a', ownerId: null })).toThrow(Forbidden)
  })

  it('does not let finance write customers', () => {
    const { workspace } = setupWorkspace({ role: 'finance' })
    expect(() => createCustomer(workspace, { name: 'a' })).toThrow(Forbidden)
  })
})

describe('updateCustomer', () => {
  it('writes only what differs', () => {
    const { workspace } = setupWorkspace()
    const { id } = createCustomer(workspace, { name: '甲', code: 'C1', phone: '1' })
    const before = Number(workspace.db.prepare('SELECT count(*) FROM sync_out').pluck().get())
    updateCustomer(workspace, { id, fields: { name: '甲', code: 'C1' } })
    expect(workspace.db.prepare('SELECT count(*) FROM sync_out').pluck().get()).toBe(before)
    expect(updateCustomer(workspace, { id, fields: { phone: null, grade: 'VIP' } })).toMatchObject({ phone: null, grade: 'VIP', code: 'C1' })
  })

  it('lets a record with an old fault be edited elsewhere', () => {
    const { workspace } = setupWorkspace()
    const { id } = createCustomer(workspace, { name: '甲' })
    workspace.db.prepare("UPDATE customer SET credit_code = 'OLD-CODE'").run()
    expect(updateCustomer(workspace, { id, fields: { creditCode: 'OLD-CODE', note: 'x' } }).note).toBe('x')
  })

  it('refuses a parent that is itself or hangs below it', () => {
    const { workspace } = setupWorkspace()
    const top = createCustomer(workspace, { name: '集团' })
    const child = createCustomer(workspace, { name: '子', parentId: top.id })
    const grandchild = createCustomer(workspace, { name: '孙', parentId: child.id })
    expect(kindsOf(() => updateCustomer(workspace, { id: top.id, fields: { parentId: top.id } }))).toEqual(['parent-cycle'])
    expect(problemsOf(() => updateCustomer(workspace, { id: top.id, fields: { parentId: grandchild.id } }))).toEqual([
      { field: 'parentId', kind: 'parent-cycle', values: { name: '孙' } },
    ])
  })

  it('does not find what was deleted', () => {
    const { workspace } = setupWorkspace()
    const { id } = createCustomer(workspace, { name: '甲' })
    removeCustomer(workspace, id)
    expect(() => updateCustomer(workspace, { id, fields: { name: 'b' } })).toThrow(NotFound)
  })
})

describe('updateManyCustomers', () => {
  it('changes all in one step, or none', () => {
    const { workspace } = setupWorkspace()
    const ids = ['甲', '乙', '丙'].map((name) => createCustomer(workspace, { name }).id)
    const steps = Number(workspace.db.prepare('SELECT count(*) FROM command').pluck().get())
    expect(updateManyCustomers(workspace, { ids, fields: { grade: 'A' } })).toEqual({ changed: 3 })
    expect(workspace.db.prepare('SELECT count(*) FROM command').pluck().get()).toBe(steps + 1)
    expect(() => updateManyCustomers(workspace, { ids: [...ids, '00000000-0000-7000-8000-000000000000'], fields: { grade: 'D' } })).toThrow(NotFound)
    expect(ids.map((id) => getCustomer(workspace, id).grade)).toEqual(['A', 'A', 'A'])
  })

  it('does not let a representative hand customers over', () => {
    const setup = setupWorkspace({ role: 'rep' })
    const { id } = createCustomer(setup.workspace, { name: '甲' })
    const other = setupEmployee(setup)
    expect(() => updateManyCustomers(setup.workspace, { ids: [id], fields: { ownerId: other } })).toThrow(Forbidden)
  })
})

describe('removeCustomer', () => {
  it('refuses while orders or children are his', () => {
    const { workspace } = setupWorkspace()
    const { id } = createCustomer(workspace, { name: '甲' })
    createCustomer(workspace, { name: '乙', parentId: id })
    expect(problemsOf(() => removeCustomer(workspace, id))).toEqual([{ field: null, kind: 'customer-has-children', values: { name: '甲', count: 1 } }])
    workspace.write({ kind: 'test' }, (records) =>
      records.insert('sales_order', { number: '1', kind: 'sale', customer_id: Buffer.from(id.replaceAll('-', ''), 'hex'), ordered_on: '2026-01-01', currency: 'CNY' }),
    )
    expect(kindsOf(() => removeCustomer(workspace, id))).toEqual(['customer-has-orders'])
  })

  it('does not let a representative delete the customer of somebody else', () => {
    const setup = setupWorkspace({ role: 'rep' })
    const { id } = createCustomer(setup.workspace, { name: '甲' })
    setup.workspace.write({ kind: 'test' }, (records) => records.update('customer', Buffer.from(id.replaceAll('-', ''), 'hex'), { owner_id: Buffer.alloc(16, 9) }))
    expect(() => removeCustomer(setup.workspace, id)).toThrow(Forbidden)
  })
})
