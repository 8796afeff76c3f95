import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { setupDirectory, setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { createCustomer } from '../customers/public.ts'
import { previewImport } from './preview.ts'
import { runImport } from './run-import.ts'

function setupFile(): string {
  const file = join(setupDirectory(), '客户.csv')
  const rows = ['苏州恒达机械,0512-66668888', '蘇州市恆達機械股份有限公司,', '华为技术有限公司,', '上海恒达机械有限公司,', '新客户,+86 512 6666 8888', `${'长'.repeat(500)},`]
  writeFileSync(file, `客户名称,电话\n${rows.join('\n')}\n`)
  return file
}

describe('the preview of an import', () => {
  it('tells which new customers look like existing ones, and why', async () => {
    const { workspace } = setupWorkspace()
    createCustomer(workspace, { name: '苏州恒达机械有限公司', phone: '0512-66668888' })
    createCustomer(workspace, { name: '华为技术有限公司' })
    const { doubles } = await previewImport(workspace, { file: setupFile(), entity: 'customers' })
    expect(doubles.map(({ row, name, reasons }) => `${String(row)} ${name} ${reasons.map(({ kind }) => kind).join(',')}`)).toEqual([
      '1 苏州恒达机械有限公司 name,phone',
      '2 苏州恒达机械有限公司 name',
      // row 3 is known by its name and is updated
      '5 苏州恒达机械有限公司 phone',
    ])
  })

  it('leaves to the run what becomes of them', async () => {
    const { workspace } = setupWorkspace()
    createCustomer(workspace, { name: '苏州恒达机械有限公司' })
    const result = await runImport(workspace, { file: setupFile(), entity: 'customers', onDuplicate: 'update', dryRun: false })
    expect(result).toMatchObject({ created: 6, updated: 0, skipped: 0 })
  })

  it('says which character of a credit code is wrong', async () => {
    const { workspace } = setupWorkspace()
    const file = join(setupDirectory(), '客户.csv')
    writeFileSync(file, '客户名称,信用代码\n甲,9144030019220382\n乙,9144O3001922038216\n丙,914403001922038217\n丁,914403001922038216\n')
    const { problems } = await previewImport(workspace, { file, entity: 'customers' })
    expect(problems.map(({ row, kind, values }) => [row, kind, values['place'] ?? values['expected'] ?? null])).toEqual([
      [1, 'credit-code-shape', null],
      [2, 'credit-code-character', 5],
      [3, 'credit-code-checksum', '6'],
    ])
  })
})
