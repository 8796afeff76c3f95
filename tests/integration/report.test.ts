import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { quietReport } from '#service/jobs/task.ts'
import { makeReport } from '#service/report/public.ts'
import { setupDirectory, setupWorkspace } from '../helpers/setup-workspace.ts'

/** Two years of sales of two customers; one of them is named like a formula. */
function sellingFirm() {
  const { workspace } = setupWorkspace()
  workspace.write({ kind: 'test' }, (records) => {
    const customers = ['恒源机电', '=HYPERLINK("http://bad","click")'].map((name, index) =>
      records.insert('customer', { kind: 'firm', code: `K${String(index)}`, name, life_cycle: 'stable' }),
    )
    for (let month = 0; month < 24; month++) {
      const day = new Date(Date.UTC(2024, 2 + month, 5)).toISOString().slice(0, 10)
      for (const [index, customer] of customers.entries()) {
        const order = records.insert('sales_order', { number: `${day}-${String(index)}`, kind: 'sale', ordered_on: day, currency: 'CNY', customer_id: customer })
        const amount = 100_000 * (index + 1)
        records.insert('order_line', { order_id: order, position: 0, quantity_milli: 1000, unit_price_minor: amount, discount_bp: 0, amount_minor: amount })
      }
    }
  })
  return workspace
}

const hasLibreOffice = spawnSync('soffice', ['--version']).status === 0

describe('makeReport', () => {
  it.runIf(hasLibreOffice)('writes a workbook whose figures another program reads back', async () => {
    const directory = setupDirectory()
    const file = join(directory, 'report.xlsx')
    await makeReport(sellingFirm(), { file, language: 'en' }, quietReport)
    const everySheet = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
    execFileSync('soffice', [`-env:UserInstallation=file://${directory}/profile`, '--headless', '--convert-to', everySheet, '--outdir', directory, file], { stdio: 'ignore' })
    const sheet = (name: string): string => readFileSync(join(directory, `report-${name}.csv`), 'utf8')

    expect(readdirSync(directory).filter((name) => name.endsWith('.csv'))).toHaveLength(7)
    expect(sheet('Cover')).toContain('测试企业')
    // 24 months × 3,000.00, summed by the workbook's own formula under the table
    expect(sheet('Sales trend')).toMatch(/^Total,72000/m)
    expect(sheet('Key customers')).toContain('=HYPERLINK(')
    expect(sheet('Key customers')).toMatch(/,48000\b/)
    expect(sheet('Parameters')).toContain('Sales trend')
  })

  it('says so where there is too little data, and still writes every sheet', async () => {
    const file = join(setupDirectory(), 'report.xlsx')
    await makeReport(setupWorkspace().workspace, { file, language: 'zh-CN' }, quietReport)
    expect(existsSync(file)).toBe(true)
  })

  it('refuses a period that is none before it writes anything', async () => {
    const file = join(setupDirectory(), 'report.xlsx')
    const { workspace } = setupWorkspace()
    await expect(makeReport(workspace, { file, period: '2025-13', language: 'en' }, quietReport)).rejects.toThrow('period-wrong')
    expect(existsSync(file)).toBe(false)
  })
})
