import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ImportRequest } from '#shared/contract/imports.contract.ts'
import { FileRefused } from '../../files/refusal.ts'
import { Cancelled } from '../../jobs/task.ts'
import { operationalKind } from '../../procedure.ts'
import { Refused } from '../../refusal.ts'
import { importFile, importText, rowCounts, setupFile } from '../../../../tests/helpers/import-text.ts'
import { setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { runImport } from './run-import.ts'

async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (cause) {
    if (cause instanceof FileRefused) return cause.refusal
    if (cause instanceof Refused) return cause.problems[0]
    throw cause
  }
  return null
}

const HEAD = '客户编号,客户名称\n'

describe('a refused import', () => {
  it.each<[string, string | Buffer, object]>([
    ['wrong columns', 'x,y\n1,2\n', { kind: 'import-missing-columns', values: { columns: 'customer.name', found: 'x, y' } }],
    ['an empty file', '', { kind: 'empty' }],
    ['mixed encodings', Buffer.concat([Buffer.from(`${HEAD}1,甲\n2,`), Buffer.from([0xb1, 0xb1, 0xbe, 0xa9]), Buffer.from('\n')]), { kind: 'mixed-encodings', line: 3 }],
    ['10 MB in one cell', `${HEAD}1,甲\n2,"${'x'.repeat(10 * 1024 * 1024)}"\n`, { kind: 'cell-too-long', line: 3, column: 2 }],
    ['a quote that never ends', `${HEAD}1,"甲\n2,乙\n`, { kind: 'unclosed-quote', line: 2, column: 2 }],
    ['a gzip bomb', gzipSync(Buffer.alloc(8 * 1024 * 1024, '1,a\n')), { kind: 'inflates-too-far' }],
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), { kind: 'not-a-table', found: 'old-excel' }],
  ])('says what is wrong with %s and leaves everything as it was', async (_, content, expected) => {
    const { workspace } = setupWorkspace()
    const before = rowCounts(workspace)
    const file = setupFile(content)
    expect(await refusalOf(importFile(workspace, 'customers', file))).toMatchObject(expected)
    expect(rowCounts(workspace)).toEqual(before)
    expect(readdirSync(dirname(file))).toEqual(['rows.csv'])
  })

  it('names what is wrong with a map', async () => {
    const { workspace } = setupWorkspace()
    const text = `${HEAD}1,甲\n`
    const columns = { 客户名称: 'customer.name' }
    expect(await refusalOf(importText(workspace, 'customers', text, { map: { columns: { 名字: 'customer.name' } } }))).toMatchObject({ kind: 'import-header-missing', values: { columns: '名字' } })
    expect(await refusalOf(importText(workspace, 'customers', text, { map: { columns: { 客户名称: 'customer.nome' } } }))).toMatchObject({ kind: 'import-unknown-field' })
    expect(await refusalOf(importText(workspace, 'customers', text, { map: { columns, date_format: 'soon' } }))).toMatchObject({ kind: 'import-bad-date-format' })
    expect(await refusalOf(importText(workspace, 'customers', text, { map: { columns, constants: { 'customer.grade': 'Z' } } }))).toMatchObject({ kind: 'import-bad-constant' })
  })

  it('rolls back when the disk is full, and leaves no file of rejected rows', async () => {
    const { workspace } = setupWorkspace()
    const before = rowCounts(workspace)
    const { db } = workspace
    db.pragma(`max_page_count = ${String(Number(db.pragma('page_count', { simple: true })) + 20)}`)
    const rows = Array.from({ length: 20_000 }, (_, index) => `K${String(index)},第${String(index)}号客户有限公司`).join('\n')
    const file = setupFile(`${HEAD}${rows}\nbad,${'长'.repeat(600)}\n`)
    const cause: unknown = await importFile(workspace, 'customers', file).catch((error: unknown) => error)
    expect(operationalKind(cause)).toBe('disk-full')
    expect(rowCounts(workspace)).toEqual(before)
    expect(existsSync(file.replace('.csv', '.rejected.csv'))).toBe(false)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  it('rolls back when the caller gives up in the middle of writing', async () => {
    const { workspace } = setupWorkspace()
    const before = rowCounts(workspace)
    const rows = Array.from({ length: 25_000 }, (_, index) => `N${String(index)},2025-01-02,1,1`).join('\n')
    const file = setupFile(`order.number,order.date,line.quantity,line.unit_price\n${rows}\n`)
    const report = {
      progress: () => undefined,
      throwIfCancelled: () => {
        if (workspace.db.inTransaction) throw new Cancelled()
      },
    }
    await expect(runImport(workspace, ImportRequest.parse({ file, entity: 'orders' }), report)).rejects.toBeInstanceOf(Cancelled)
    expect(rowCounts(workspace)).toEqual(before)
  })
})
