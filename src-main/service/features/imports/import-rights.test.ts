import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ImportEntity } from '#shared/contract/imports.contract.ts'
import { importText, rowCounts, setupFile } from '../../../../tests/helpers/import-text.ts'
import { setupCopy, setupDirectory, setupWorkspace, type TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { quietReport } from '../../jobs/task.ts'
import { Refused } from '../../refusal.ts'
import { mergeSource } from '../../sync/merge.ts'
import { exportRecords } from '../exports/export-records.ts'
import { previewImport } from './preview.ts'

/** The copy of a representative, with a customer of his manager's. */
function setupRep(): TestWorkspace {
  const manager = setupWorkspace()
  const rep = setupCopy(manager, { employee: '李销售', role: 'rep' })
  mergeSource(rep.workspace, manager.directory, quietReport)
  rep.workspace.write({ kind: 'customer.created' }, (records) =>
    records.insert('customer', { name: '苏州精工', code: 'K1', kind: 'firm', life_cycle: 'potential', owner_id: Buffer.from(manager.workspace.actor.employeeId) }),
  )
  return rep
}

async function refusedKind(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (cause) {
    if (cause instanceof Refused) return cause.problems[0]
    throw cause
  }
  return null
}

const ALLOWED: readonly [ImportEntity, string][] = [
  ['customers', '客户名称\n杭州新材\n'],
  ['contacts', '姓名,客户名称\n王芳,苏州精工\n'],
  ['opportunities', 'opportunity.name,opportunity.stage,customer.code\n新线,初步接触,K1\n'],
  ['orders', 'order.number,order.date,customer.code,line.amount\nX1,2025-01-02,K1,5\n'],
  ['activities', 'activity.kind,activity.date,customer.code\n拜访,2025-01-02,K1\n'],
]

describe('an import by a representative', () => {
  it.each(ALLOWED)('takes his %s', async (entity, text) => {
    const { workspace } = setupRep()
    expect(await importText(workspace, entity, text)).toMatchObject({ created: 1, rejected: 0 })
  })

  it.each<[ImportEntity, string]>([
    ['products', '产品名称\n灯\n'],
    ['employees', '姓名\n张三\n'],
    ['targets', '月份,金额,员工\n2025-01,5,李销售\n'],
  ])('refuses %s of the firm before anything is read', async (entity, text) => {
    const { workspace } = setupRep()
    const before = rowCounts(workspace)
    const expected = { kind: 'import-not-allowed', values: { role: 'rep', entity } }
    expect(await refusedKind(importText(workspace, entity, text))).toMatchObject(expected)
    expect(await refusedKind(previewImport(workspace, { entity, file: setupFile(text) }))).toMatchObject(expected)
    expect(rowCounts(workspace)).toEqual(before)
  })

  it('does not make products, employees and units of the firm by the way, but customers and rivals', async () => {
    const { workspace } = setupRep()
    const map = {
      columns: { no: 'order.number', day: 'order.date', cust: 'customer.name', sku: 'product.code', who: 'order.employee', sum: 'line.amount' },
      create: ['customer', 'product', 'employee'] as ('customer' | 'product' | 'employee')[],
    }
    const text = 'no,day,cust,sku,who,sum\n1,2025-01-02,杭州新材,,,5\n2,2025-01-02,杭州新材,P1,,5\n3,2025-01-02,杭州新材,,张三,5\n'
    const result = await importText(workspace, 'orders', text, { map })
    expect(result).toMatchObject({ created: 1, rejected: 2, rows: { customer: 1, sales_order: 1 } })
    expect(result.problems.map(({ row, kind }) => ({ row, kind }))).toEqual([
      { row: 2, kind: 'may-not-create-product' },
      { row: 3, kind: 'may-not-create-employee' },
    ])
    const deals = 'opportunity.name,opportunity.stage,customer.code,opportunity.competitor\n新线,初步接触,K1,对手\n'
    const columns = Object.fromEntries(deals.split('\n')[0]?.split(',').map((name) => [name, name]) ?? [])
    expect(await importText(workspace, 'opportunities', deals, { map: { columns, create: ['competitor'] } })).toMatchObject({ created: 1 })
  })

  it('gives nothing to others, takes for himself, and lets owners stand as they are', async () => {
    const { workspace } = setupRep()
    const kinds = async (entity: ImportEntity, text: string): Promise<unknown[]> => (await importText(workspace, entity, text)).problems.map(({ kind }) => kind)
    expect(await kinds('customers', '客户名称,负责人\n杭州新材,王经理\n')).toEqual(['may-not-assign'])
    expect(await kinds('opportunities', 'opportunity.name,opportunity.stage,customer.code,opportunity.owner\n新线,初步接触,K1,王经理\n')).toEqual(['may-not-assign'])
    expect(await kinds('activities', 'activity.kind,activity.date,customer.code,activity.owner\n拜访,2025-01-02,K1,王经理\n')).toEqual(['may-not-assign'])
    expect(await importText(workspace, 'customers', '客户编号,负责人,等级\nK1,王经理,A\n')).toMatchObject({ updated: 1, rejected: 0 })
    expect(await importText(workspace, 'customers', '客户编号,负责人\nK1,李销售\n')).toMatchObject({ updated: 1, rejected: 0 })
    expect(await kinds('customers', '客户编号,负责人\nK1,王经理\n')).toEqual(['may-not-assign'])
  })
})

describe('an export', () => {
  const target = (): string => join(setupDirectory(), 'out.csv')

  it('gives a representative what he works with, but not the employees and targets of the firm', async () => {
    const { workspace } = setupRep()
    expect(await exportRecords(workspace, { entity: 'customers', file: target() }, quietReport)).toMatchObject({ rows: 1 })
    for (const entity of ['employees', 'targets'] as const) {
      expect(await refusedKind(exportRecords(workspace, { entity, file: target() }, quietReport))).toMatchObject({ kind: 'export-not-allowed', values: { role: 'rep', entity } })
    }
  })

  it('gives a manager the employees', async () => {
    const { workspace } = setupWorkspace()
    expect(await exportRecords(workspace, { entity: 'employees', file: target() }, quietReport)).toMatchObject({ rows: 1 })
  })
})
