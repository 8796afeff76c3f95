import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileRefused } from '../refusal.ts'
import { DEFAULT_LIMITS } from '../limits.ts'
import type { CellValue } from '../rows.ts'
import { openTable } from '../table-file.ts'
import { readTypedRows, sheetNames } from './reader.ts'
import { writeRows } from './row-writer.ts'
import type { WorkbookSpec } from './workbook-spec.ts'
import { writeWorkbook } from './writer.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xlsx-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const SPEC: WorkbookSpec = {
  title: '销售报告',
  creator: '百川',
  sheets: [
    {
      name: '封面',
      blocks: [
        { kind: 'title', text: '销售报告' },
        {
          kind: 'facts',
          rows: [
            { label: '期间', value: '2025-01 … 2025-12' },
            { label: '截至', value: '2025-12-31', format: 'date' },
            { label: '合计', value: { formula: 'SUM({customers.net})', value: 357_50 }, format: 'money', linkToSheet: '客户' },
          ],
        },
      ],
    },
    {
      name: '客户',
      blocks: [
        { kind: 'title', text: '客户', level: 2 },
        {
          kind: 'table',
          name: 'customers',
          columns: [
            { key: 'code', title: '编号', format: 'text', totalLabel: '合计' },
            { key: 'name', title: '名称' },
            { key: 'net', title: '净额', format: 'money', total: 'sum' },
            { key: 'units', title: '数量', format: 'quantity' },
            { key: 'share', title: '占比', format: 'percent', formula: '{net}/SUM({customers.net})' },
            { key: 'since', title: '建档', format: 'date' },
          ],
          rows: [
            ['00017', '=HYPERLINK("x")', 345_05, 1500, 345.05 / 357.5, '2024-02-29'],
            ['123456789012345678', '@北京', 12_45, -2000, 12.45 / 357.5, null],
          ],
        },
        { kind: 'chart', chart: 'column', title: '净额', table: 'customers', categories: 'name', series: ['net'] },
        { kind: 'chart', chart: 'pie', title: '占比', table: 'customers', categories: 'name', series: ['share'] },
        { kind: 'chart', chart: 'line', title: '数量', table: 'customers', categories: 'name', series: ['units', 'net'] },
      ],
    },
  ],
}

async function typed(path: string, sheet: string): Promise<CellValue[][]> {
  const rows: CellValue[][] = []
  for await (const row of readTypedRows(path, { sheet })) rows.push([...row.cells])
  return rows
}

describe('writeWorkbook', () => {
  it('is read back with types, leading zeros, long numbers and dates', async () => {
    const path = join(folder, 'a.xlsx')
    await writeWorkbook(SPEC, path)
    expect(await sheetNames(path)).toEqual(['封面', '客户'])
    expect(await typed(path, '客户')).toEqual([
      ['客户'],
      ['编号', '名称', '净额', '数量', '占比', '建档'],
      ['00017', '=HYPERLINK("x")', 345.05, 1.5, 345.05 / 357.5, new Date('2024-02-29T00:00:00Z')],
      ['123456789012345678', '@北京', 12.45, -2, 12.45 / 357.5, null],
      ['合计', null, 357.5, null, null, null],
    ])
    expect((await typed(path, '封面'))[3]).toEqual(['合计', 357.5])
  })

  it('holds real tables, charts, frozen heads and formulas with their results', async () => {
    const path = join(folder, 'a.xlsx')
    await writeWorkbook(SPEC, path)
    execFileSync('unzip', ['-q', path, '-d', join(folder, 'parts')])
    const sheet = readFileSync(join(folder, 'parts/xl/worksheets/sheet2.xml'), 'utf8')
    expect(sheet).toContain('<pane ySplit="2"')
    expect(sheet).toMatch(/<f>SUBTOTAL\(109,C3:C4\)<\/f><v>357.5<\/v>/)
    expect(sheet).toContain("<f>C3/SUM('客户'!$C$3:$C$4)</f><v>0.965")
    const table = readFileSync(join(folder, 'parts/xl/tables/table1.xml'), 'utf8')
    expect(table).toContain('ref="A2:F4"')
    expect(table).toContain('<autoFilter')
    expect(readdirSync(join(folder, 'parts/xl/charts')).filter((name) => name.endsWith('.xml'))).toHaveLength(3)
  })

  it.runIf(existsSync('/usr/bin/soffice'))('shows another program the same values, recalculated', async () => {
    const path = join(folder, 'a.xlsx')
    await writeWorkbook(SPEC, path)
    const profile = `-env:UserInstallation=file://${folder}/profile`
    // 44,34,76,1,,0,false,true,false,false,false,2: comma, quote, UTF-8, stored values, second sheet.
    const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2'
    execFileSync('/usr/bin/soffice', [profile, '--headless', '--convert-to', filter, '--outdir', folder, path], { stdio: 'ignore', timeout: 60_000 })
    const csv = readdirSync(folder).find((name) => name.endsWith('.csv')) ?? ''
    expect(readFileSync(join(folder, csv), 'utf8').split('\n').slice(1, 5)).toEqual([
      '编号,名称,净额,数量,占比,建档',
      '00017,"=HYPERLINK(""x"")",345.05,1.5,96.5174825174825%,2024-02-29',
      '123456789012345678,@北京,12.45,-2,3.48251748251748%,',
      '合计,,357.5,,,',
    ])
  }, 90_000)

  it('cleans sheet names and keeps them apart', async () => {
    const path = join(folder, 'a.xlsx')
    const table = { kind: 'text', lines: ['x'] } as const
    await writeWorkbook({ title: 't', sheets: ['a/b', 'A b', 'x'.repeat(40)].map((name) => ({ name, blocks: [table] })) }, path)
    expect(await sheetNames(path)).toEqual(['a b', 'A b 2', 'x'.repeat(31)])
  })

  it('writes an empty table that can be opened', async () => {
    const path = join(folder, 'a.xlsx')
    const columns = [{ key: 'a', title: 'A', format: 'money', total: 'sum' }] as const
    await writeWorkbook({ title: 't', sheets: [{ name: 's', blocks: [{ kind: 'table', name: 't', columns, rows: [] }] }] }, path)
    expect(await typed(path, 's')).toEqual([['A'], [0]])
  })

  it('leaves an older file alone when the spec is wrong', async () => {
    const path = join(folder, 'a.xlsx')
    writeFileSync(path, 'old')
    const chart = { kind: 'chart', chart: 'bar', title: 'x', table: 'none', categories: 'a', series: ['b'] } as const
    await expect(writeWorkbook({ title: 't', sheets: [{ name: 's', blocks: [chart] }] }, path)).rejects.toThrow('none')
    expect(readdirSync(folder)).toEqual(['a.xlsx'])
    expect(readFileSync(path, 'utf8')).toBe('old')
  })
})

describe('writeRows', () => {
  it('streams a list that keeps text, numbers and dates apart', async () => {
    const path = join(folder, 'a.xlsx')
    const rows = [
      ['0012', 12.5, new Date('2024-02-29T00:00:00Z')],
      ['=1+1', null, new Date('2024-03-01T13:30:00Z')],
    ]
    expect(await writeRows(path, '订单', [{ title: '编号', format: 'text' }, { title: '额', format: 'decimal' }, { title: '日期', format: 'date' }], rows)).toBe(2)
    const table = await openTable(path)
    const read: (readonly string[])[] = []
    for await (const batch of table.batches()) read.push(...batch.rows)
    expect(read).toEqual([
      ['编号', '额', '日期'],
      ['0012', '12.5', '2024-02-29'],
      ['=1+1', '', '2024-03-01 13:30:00'],
    ])
  })
})

describe('readTypedRows', () => {
  async function refusal(path: string, options: Parameters<typeof readTypedRows>[1]): Promise<unknown> {
    try {
      for await (const row of readTypedRows(path, options)) void row
    } catch (error) {
      if (error instanceof FileRefused) return error.refusal
      throw error
    }
    return null
  }

  it('refuses an unknown sheet, too many rows or columns, and a run that takes too long', async () => {
    const path = join(folder, 'a.xlsx')
    await writeRows(path, 's', [{ title: 'a' }, { title: 'b' }, { title: 'c' }], Array.from({ length: 50 }, () => ['1', '2', '3']))
    expect(await refusal(path, { sheet: 'x' })).toEqual({ kind: 'no-such-sheet', file: path, sheet: 'x', sheets: ['s'] })
    expect(await refusal(path, { limits: { ...DEFAULT_LIMITS, rows: 10 } })).toMatchObject({ kind: 'too-many-rows' })
    expect(await refusal(path, { limits: { ...DEFAULT_LIMITS, columns: 2 } })).toMatchObject({ kind: 'too-many-columns', line: 1 })
    expect(await refusal(path, { limits: { ...DEFAULT_LIMITS, parseMs: -1 } })).toMatchObject({ kind: 'too-slow' })
    expect(await refusal(path, { limits: { ...DEFAULT_LIMITS, cellBytes: 0 } })).toMatchObject({ kind: 'cell-too-long', line: 1, column: 1 })
  })

  it('marks numbers that a spreadsheet has rounded', async () => {
    const path = join(folder, 'a.xlsx')
    await writeRows(path, 's', [{ title: 'id' }], [[110105199003071234]])
    const batches = []
    for await (const batch of (await openTable(path)).batches()) batches.push(...batch.digitsLost)
    expect(batches).toEqual([{ row: 1, column: 0 }])
  })
})
