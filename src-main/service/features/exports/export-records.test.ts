import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ImportEntity } from '#shared/contract/imports.contract.ts'
import { importFile, importText } from '../../../../tests/helpers/import-text.ts'
import { setupDirectory, setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import type { Workspace } from '../../db/workspace.ts'
import { quietReport } from '../../jobs/task.ts'
import { exportRecords } from './export-records.ts'

async function exported(workspace: Workspace, entity: ImportEntity, name = 'out.csv'): Promise<string> {
  return (await exportRecords(workspace, { entity, file: join(setupDirectory(), name) }, quietReport)).file
}

describe('exportRecords', () => {
  it('writes money in the currency of its own document, and an import reads it back unchanged', async () => {
    const { workspace } = setupWorkspace()
    const lines = 'order.number,order.date,order.currency,line.quantity,line.unit_price,line.amount\nJ1,2025-01-02,JPY,2,1500,3000\nK1,2025-01-02,KWD,1,1.234,1.234\nC1,2025-01-02,,1,9.5,9.5\n'
    await importText(workspace, 'orders', lines)
    await importText(workspace, 'opportunities', 'opportunity.code,opportunity.stage,opportunity.amount,opportunity.currency\nD1,赢单,5000,JPY\n')
    await importText(workspace, 'targets', 'target.period,target.amount,target.employee,target.currency\n2025-01,70000,王经理,JPY\n')
    const csv = readFileSync(await exported(workspace, 'orders'), 'utf8')
    expect(csv).toContain('JPY')
    expect(csv.split('\r\n').filter((row) => row.startsWith('J1'))[0]).toMatch(/,1500,.*,3000,/)
    expect(csv.split('\r\n').filter((row) => row.startsWith('K1'))[0]).toMatch(/,1\.234,.*,1\.234,/)
    for (const entity of ['orders', 'opportunities', 'targets'] as const) {
      for (const name of ['out.csv', 'out.xlsx']) {
        expect(await importFile(workspace, entity, await exported(workspace, entity, name))).toMatchObject({ created: 0, updated: 0, rejected: 0, command: null })
      }
    }
  })

  it('names units by their path, so that equal names in two branches are told apart again', async () => {
    const { workspace } = setupWorkspace()
    const map = { columns: { 姓名: 'employee.name', 部门: 'employee.unit' }, create: ['org_unit'] as 'org_unit'[] }
    await importText(workspace, 'employees', '姓名,部门\n张三,总部/华东/销售\n李四,总部/华北/销售\n', { map })
    await importText(workspace, 'customers', '客户名称,所属部门\n苏州精工,总部/华东/销售\n')
    await importText(workspace, 'targets', 'target.period,target.amount,target.unit\n2025-01,5,总部/华北/销售\n')
    expect(readFileSync(await exported(workspace, 'employees'), 'utf8')).toContain('总部/华东/销售')
    for (const entity of ['employees', 'customers', 'targets'] as const) {
      expect(await importFile(workspace, entity, await exported(workspace, entity)), entity).toMatchObject({ created: 0, updated: 0, rejected: 0 })
    }
  })
})
