import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { setupCopy, setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import type { ImportEntity } from '#shared/contract/imports.contract.ts'
import { idText } from '../../db/record-id.ts'
import { SYNC_TABLES } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import { quietReport } from '../../jobs/task.ts'
import { mergeSource } from '../../sync/merge.ts'
import { seal } from '../../sync/store/seal.ts'
import { importText, type ImportChoices } from '../../../../tests/helpers/import-text.ts'
import { recordHistory } from '../journal/history.queries.ts'
import { restoreRecord } from '../journal/restore.ts'
import { undoStep } from '../journal/undo.commands.ts'

const ORDERS_MAP = {
  columns: { no: 'order.number', day: 'order.date', cust: 'customer.code', sku: 'product.code', text: 'line.description', qty: 'line.quantity', price: 'line.unit_price' },
  create: ['customer', 'product'] as ('customer' | 'product')[],
}
const ORDERS = 'no,day,cust,sku,text,qty,price\n1,2025-01-02,K1,P1,灯,2,1.25\n1,2025-01-02,K1,P2,椅,-1,3\n2,2025-01-03,,P1,灯,1,1\n3,2025-01-04,K1,P1,灯,-4,1\n'

/** Everything that an import can write, without stamps. */
function content({ db }: Workspace): Record<string, unknown[]> {
  return Object.fromEntries(
    SYNC_TABLES.map(({ name, columns }) => [
      name,
      db.prepare(`SELECT id, ${columns.filter((column) => !column.endsWith('_at')).join(', ')} FROM ${name} ORDER BY id`).raw().all(),
    ]),
  )
}

const FILES: readonly [ImportEntity, string, ImportChoices][] = [
  ['customers', '客户编号,客户名称,联系人,手机\nK1,苏州精工机械有限公司,王芳,13800000001\n,杭州新材有限公司,,\n', {}],
  ['products', '产品编号,产品名称,类别\nP1,灯,照明\n,椅,家具\n', {}],
  ['employees', '姓名,员工部门\n李雷,华东/苏州\n', { map: { columns: { 姓名: 'employee.name', 员工部门: 'employee.unit' }, create: ['org_unit'] } }],
  ['contacts', '姓名,手机,客户名称\n王芳,13800000001,苏州精工\n', { map: { columns: { 姓名: 'contact.name', 手机: 'contact.phone', 客户名称: 'customer.name' }, create: ['customer'] } }],
  ['opportunities', '编号,阶段,客户名称\nO1,赢单,苏州精工\n', { map: { columns: { 编号: 'opportunity.code', 阶段: 'opportunity.stage', 客户名称: 'customer.name' }, create: ['customer'] } }],
  ['orders', ORDERS, { map: ORDERS_MAP }],
  ['activities', '类型,日期,客户名称,结果\n拜访,2025-01-02,苏州精工,谈了价格\n', { map: { columns: { 类型: 'activity.kind', 日期: 'activity.date', 客户名称: 'customer.name', 结果: 'activity.result' }, create: ['customer'] } }],
  ['targets', '月份,金额,员工\n2025-01,1000,李雷\n', { map: { columns: { 月份: 'target.period', 金额: 'target.amount', 员工: 'target.employee' }, create: ['employee'] } }],
]

describe('an import after its undo', () => {
  it.each(FILES)('brings %s back as one step that can be undone again', async (entity, text, choices) => {
    const { workspace } = setupWorkspace()
    const empty = content(workspace)
    const first = await importText(workspace, entity, text, choices)
    expect(first).toMatchObject({ rejected: 0, skipped: 0 })
    const imported = content(workspace)
    for (let round = 0; round < 3; round += 1) {
      const step = round === 0 ? first.command : (await importText(workspace, entity, text, choices)).command
      expect(content(workspace)).toEqual(imported)
      // before a merge everything is sealed: both ways must come to the same
      if (round === 1) seal(workspace.db)
      expect(undoStep(workspace, step ?? 0)).toMatchObject({ conflictCount: 0 })
      expect(content(workspace)).toEqual(empty)
      if (round === 1) seal(workspace.db)
    }
    expect(await importText(workspace, entity, text, choices)).toMatchObject({ created: first.created, rejected: 0, problems: [] })
    expect(content(workspace)).toEqual(imported)
  })

  it('takes the values of the new file', async () => {
    const { workspace } = setupWorkspace()
    const first = await importText(workspace, 'orders', ORDERS, { map: ORDERS_MAP })
    undoStep(workspace, first.command ?? 0)
    await importText(workspace, 'orders', ORDERS.replace('灯,2,1.25', '灯,7,2'), { map: ORDERS_MAP })
    expect(workspace.db.prepare('SELECT amount_minor FROM order_line ORDER BY amount_minor').pluck().all()).toEqual([100, 300, 400, 1400])
    expect(workspace.db.prepare('SELECT count(*) FROM sync_tomb').pluck().get()).toBe(0)
  })

  it('knows a record by its name as if it had never been there', async () => {
    const { workspace } = setupWorkspace()
    const { command } = await importText(workspace, 'customers', '客户名称\n苏州精工\n')
    undoStep(workspace, command ?? 0)
    expect(await importText(workspace, 'activities', '类型,日期,客户名称\n拜访,2025-01-02,苏州精工\n')).toMatchObject({
      rejected: 1, problems: [{ kind: 'unknown-customer' }],
    })
  })

  it('still refuses what somebody deleted on purpose, also after a restoring was undone', async () => {
    const { workspace } = setupWorkspace()
    await importText(workspace, 'customers', '客户编号,客户名称\nK1,苏州精工\n')
    const id = workspace.db.prepare<[], Buffer>('SELECT id FROM customer').pluck().get() ?? Buffer.alloc(0)
    workspace.write({ kind: 'customer.removed' }, (records) => records.remove('customer', id))
    const refused = { created: 0, problems: [{ kind: 'in-bin' }] }
    expect(await importText(workspace, 'customers', '客户编号,客户名称\nK1,苏州精工\n')).toMatchObject(refused)
    undoStep(workspace, restoreRecord(workspace, 'customer', id))
    expect(await importText(workspace, 'customers', '客户编号,客户名称\nK1,苏州精工\n')).toMatchObject(refused)
  })

  it('shows the new beginning of a record in its place in the history', async () => {
    const { workspace, clock } = setupWorkspace()
    const text = '客户名称\n苏州精工\n'
    const { command } = await importText(workspace, 'customers', text)
    clock.set(clock.now() + 60_000)
    undoStep(workspace, command ?? 0)
    clock.set(clock.now() + 60_000)
    await importText(workspace, 'customers', text)
    const id = workspace.db.prepare<[], Buffer>('SELECT id FROM customer').pluck().get() ?? Buffer.alloc(0)
    const { rows } = recordHistory(workspace, 'customer', idText(id), { offset: 0, limit: 10 })
    expect(rows.map(({ event }) => event)).toEqual(['created', 'deleted'])
  })

  it('reaches other copies that had merged the import and its undo', async () => {
    const here = setupWorkspace()
    const there = setupCopy(here, { employee: '李销售', role: 'manager' })
    const tell = (): void => void mergeSource(there.workspace, join(here.directory, 'tributary.db'), quietReport)
    const first = await importText(here.workspace, 'orders', ORDERS, { map: ORDERS_MAP })
    tell()
    undoStep(here.workspace, first.command ?? 0)
    tell()
    expect(content(there.workspace)['order_line']).toEqual([])
    await importText(here.workspace, 'orders', ORDERS.replace('灯,2,1.25', '灯,7,2'), { map: ORDERS_MAP })
    tell()
    for (const table of ['customer', 'product', 'sales_order', 'order_line']) expect(content(there.workspace)[table]).toEqual(content(here.workspace)[table])
    expect(content(there.workspace)['order_line']).toHaveLength(4)
  })
})
