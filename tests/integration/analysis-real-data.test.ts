import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ImportRequest } from '#shared/contract/imports.contract.ts'
import { verifyFacts } from '#service/analysis/facts/verify.ts'
import { runModel } from '#service/analysis/index.ts'
import { importTranslator, runImport } from '#service/features/imports/public.ts'
import { quietReport } from '#service/jobs/task.ts'
import { setupWorkspace } from '../helpers/setup-workspace.ts'
import type { TestWorkspace } from '../helpers/setup-workspace.ts'

const DATA = process.env['TRIBUTARY_DATA']

/** Files are copied first: rejected rows are written beside them, and the data folder stays as it is. */
async function importFiles(test: TestWorkspace, folder: string, files: readonly (readonly [file: string, entity: string, map: string])[], beside: readonly string[] = []): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), 'tributary-data-'))
  try {
    for (const name of [...files.map(([file]) => file), ...beside]) copyFileSync(join(DATA ?? '', folder, name), join(copy, name))
    for (const [file, entity, map] of files) {
      const request = ImportRequest.parse({
        file: join(copy, file),
        entity,
        map: JSON.parse(readFileSync(new URL(`../../resources/maps/${map}.json`, import.meta.url), 'utf8')) as unknown,
      })
      await runImport(test.workspace, request, quietReport, importTranslator('en'))
    }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

describe.runIf(DATA)('models on Northwind', () => {
  let test: TestWorkspace
  const reference = (): { net_by_category: Record<string, number>; customers_gini: number; customers_top20pct_share: number } =>
    JSON.parse(readFileSync(join(DATA ?? '', 'northwind/reference.json'), 'utf8')) as never

  beforeAll(async () => {
    test = setupWorkspace()
    await importFiles(
      test,
      'northwind',
      [
        ['Employees.csv', 'employees', 'northwind.employees'],
        ['Products.csv', 'products', 'northwind.products'],
        ['Customers.csv', 'customers', 'northwind.customers'],
        ['Orders.csv', 'orders', 'northwind.orders'],
      ],
      ['OrderDetails.csv', 'Categories.csv'],
    )
  })

  it('give the net of each category within the rounding of its lines', () => {
    const { tables } = runModel(test.workspace, 'contribution', { by: 'category' })
    const expected = reference().net_by_category
    expect(tables['items']?.map((row) => row['item'])).toEqual(Object.keys(expected))
    // Every line is rounded to a cent: at most half a cent each.
    for (const row of tables['items'] ?? []) expect(Math.abs(Number(row['netMinor']) / 100 - (expected[String(row['item'])] ?? 0))).toBeLessThan(2)
  })

  it('give its concentration', () => {
    const { figures } = runModel(test.workspace, 'key-customers', {})
    expect(figures['customers']).toBe(89)
    expect(figures['gini']).toBeCloseTo(reference().customers_gini, 6)
    expect(figures['top20Share']).toBeCloseTo(reference().customers_top20pct_share, 6)
  })
})

describe.runIf(DATA)('models on the CRM of 35 agents', () => {
  it('give the published wins and losses and find the agents alike', async () => {
    const test = setupWorkspace()
    await importFiles(test, 'maven-crm', [
      ['products.csv', 'products', 'maven-crm.products'],
      ['sales_teams.csv', 'employees', 'maven-crm.employees'],
      ['accounts.csv', 'customers', 'maven-crm.customers'],
      ['sales_pipeline.csv.gz', 'opportunities', 'maven-crm.opportunities'],
    ])
    const { figures, finding, excluded } = runModel(test.workspace, 'win-loss', {})
    expect(figures).toMatchObject({ won: 4238, lost: 2473, winRateByValue: null, df: 29 })
    expect(figures['winRate']).toBeCloseTo(4238 / 6711, 12)
    expect(excluded).toEqual([{ reason: 'open-deal', count: 2089 }])
    expect(finding.key).toBe('winLoss.withinChance')
  })
})

describe.runIf(DATA)('models on the online retailer', () => {
  it('keep returns apart and anonymous sales in the trend only', async () => {
    const test = setupWorkspace()
    await importFiles(test, 'online-retail', [['online_retail.csv.gz', 'orders', 'online-retail.orders']])
    const trend = runModel(test.workspace, 'sales-trend', {})
    expect(trend).toMatchObject({ asOf: '2011-12-09', period: { from: '2010-12-01', to: '2011-12-09', asOfReason: 'newest-order' }, n: 12 })
    expect(trend.figures).toMatchObject({ netMinor: 974_774_793, grossMinor: 1_066_668_454, returnsMinor: 91_893_661 })
    expect(trend.tables['months']?.at(-1)).toMatchObject({ month: '2011-12', partial: true })
    const key = runModel(test.workspace, 'key-customers', {})
    expect(key.figures['customers']).toBe(4372)
    expect(key.excluded).toEqual([{ reason: 'no-customer', count: 135_080 }])
    expect(verifyFacts(test.workspace.db)).toEqual([])
  }, 120_000)
})
