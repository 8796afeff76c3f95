import { describe, expect, it } from 'vitest'
import { monthRange } from '#shared/kernel/calendar-month.ts'
import { modelNames, ModelResult } from '#shared/contract/analysis.contract.ts'
import zhCN from '#shared/i18n/locales/zh-CN/analysis.json' with { type: 'json' }
import { problemsOf, setupWorkspace } from '../../../tests/helpers/setup-workspace.ts'
import type { TestWorkspace } from '../../../tests/helpers/setup-workspace.ts'
import { listModels, runModel, runRecords } from './index.ts'

/** Two customers, two products of two categories and a rep: 13 months of sales, one return, one anonymous sale, one in another currency. */
function setupSales(): TestWorkspace & { readonly ids: Readonly<Record<'big' | 'small' | 'rep' | 'tools', Buffer>> } {
  const test = setupWorkspace()
  const ids = test.workspace.write({ kind: 'test' }, (records) => {
    const unit = records.insert('org_unit', { name: '华东', kind: 'branch', position: 1 })
    const rep = records.insert('employee', { name: '李代表', code: 'E1', role: 'rep', org_unit_id: unit })
    const tools = records.insert('product_category', { name: '工具' })
    const product = records.insert('product', { name: '扳手', code: 'P1', category_id: tools, is_active: 1 })
    const other = records.insert('product', { name: '机油', code: 'P2', is_active: 1 })
    const customer = (code: string, region: string): Buffer =>
      records.insert('customer', { code, kind: 'firm', name: `客户${code}`, life_cycle: '成交', region, grade: 'A' })
    const [big, small] = [customer('C1', '310100'), customer('C2', '330100')]
    let number = 0
    const book = (day: string, amount: number, who: Buffer | null, what: Buffer, kind = 'sale', currency = 'CNY'): void => {
      const order = records.insert('sales_order', { number: String(++number), kind, customer_id: who, employee_id: rep, ordered_on: day, currency })
      records.insert('order_line', {
        order_id: order, position: 1, product_id: what, quantity_milli: 2000, unit_price_minor: amount, discount_bp: 0, amount_minor: amount, cost_minor: Math.floor(amount / 2),
      })
    }
    for (const month of monthRange('2025-02', '2026-02')) book(`${month}-10`, 10_000, big, product)
    book('2026-01-20', 4000, small, other)
    book('2026-01-25', 1000, small, other, 'return')
    book('2026-01-26', 700, null, product)
    book('2026-01-27', 999, small, product, 'sale', 'USD')
    for (const [period, amount] of [['2026-01', 20_000], ['2026-02', 20_000], ['2026-03', 20_000]] as const) {
      records.insert('target', { period, employee_id: rep, amount_minor: amount, currency: 'CNY' })
    }
    return { big, small, rep, tools }
  }).value
  return { ...test, ids }
}

describe('listModels', () => {
  it('names every model with words that exist', () => {
    const messages: Readonly<Record<string, string>> = zhCN
    for (const model of listModels()) {
      for (const key of [model.titleKey, model.questionKey, model.methodKey]) expect(messages[key], key).toBeTruthy()
    }
    expect(listModels().map((model) => model.name)).toEqual([...modelNames])
  })
})

describe('runModel', () => {
  it('answers an empty workspace with too little data, in the shape of the contract', () => {
    const { workspace } = setupWorkspace()
    for (const name of modelNames) {
      const result = runModel(workspace, name, {})
      expect(ModelResult.parse(result).confidence, name).toBe('too-little')
      expect(`analysis.finding.${result.finding.key}` in zhCN, result.finding.key).toBe(true)
    }
  })

  it('shows gross, returns and net apart and names what it left out', () => {
    const { workspace } = setupSales()
    const trend = runModel(workspace, 'sales-trend', {})
    expect(trend.figures).toMatchObject({ grossMinor: 134_700, returnsMinor: 1000, netMinor: 133_700 })
    expect(trend.excluded).toEqual([{ reason: 'other-currency', count: 1 }])
    expect(trend.tables['months']?.at(-1)).toMatchObject({ month: '2026-03', partial: true })
    const key = runModel(workspace, 'key-customers', {})
    expect(key.excluded).toContainEqual({ reason: 'no-customer', count: 1 })
    expect(key.tables['customers']?.map((row) => [row['customer'], row['netMinor']])).toEqual([['C1', 130_000], ['C2', 3000]])
    expect(key.finding.key).toBe('keyCustomers.dependentMargin')
    for (const result of [trend, key]) expect(ModelResult.parse(result)).toEqual(result)
  })

  it('divides by category, product, region and person to the same total', () => {
    const { workspace } = setupSales()
    for (const by of ['category', 'product', 'region', 'employee', 'channel', 'customer']) {
      const { figures, tables } = runModel(workspace, 'contribution', { by })
      expect(figures['totalMinor'], by).toBe(133_700)
      expect(tables['items']?.reduce((sum, row) => sum + Number(row['netMinor']), 0), by).toBe(133_700)
    }
  })

  it('filters by code, name, subtree and region prefix', () => {
    const { workspace } = setupSales()
    const netOf = (params: object) => runModel(workspace, 'sales-trend', params).figures['netMinor']
    expect([netOf({ product: 'P2' }), netOf({ category: '工具' }), netOf({ region: '31' }), netOf({ orgUnit: '华东' }), netOf({ employee: 'E1' })]).toEqual([
      3000, 130_700, 130_000, 133_700, 133_700,
    ])
    expect(netOf({ from: '2026-01-01', to: '2026-01-31' })).toBe(13_700)
    expect(netOf({ currency: 'USD' })).toBe(999)
  })

  it('measures the plan that is set on people for units and the firm', () => {
    const { workspace } = setupSales()
    const result = runModel(workspace, 'plan-attainment', { asOf: '2026-02-28' })
    expect(result.figures).toMatchObject({ planMinor: 40_000, actualMinor: 23_700, yearPlanMinor: 60_000, gapMinor: 36_300 })
    expect(result.tables['units']?.map((row) => [row['unit'], row['actualMinor']])).toContainEqual(['华东', 23_700])
  })

  it('sees a change at once', () => {
    const { workspace, ids } = setupSales()
    runModel(workspace, 'key-customers', {})
    workspace.write({ kind: 'test' }, (records) => records.update('customer', ids.big, { name: '新名字' }))
    expect(runModel(workspace, 'key-customers', {}).tables['customers']?.[0]?.['name']).toBe('新名字')
  })

  it('refuses unknown parameters, wrong values and names of nothing', () => {
    const { workspace } = setupWorkspace()
    const kinds = (params: object) => problemsOf(() => runModel(workspace, 'sales-trend', params)).map(({ field, kind }) => [field, kind])
    expect(kinds({ produkt: 'x' })).toEqual([['produkt', 'param-unknown']])
    expect(kinds({ asOf: '2025-02-30' })).toEqual([['asOf', 'param-invalid']])
    expect(kinds({ from: '2025-02-01', to: '2025-01-01' })).toEqual([['to', 'param-invalid']])
    expect(kinds({ employee: 'nobody' })).toEqual([['employee', 'param-not-found']])
  })
})

describe('runRecords', () => {
  it('gives the lines behind a row, which add up to its figure', () => {
    const { workspace } = setupSales()
    const { tables, drill } = runModel(workspace, 'key-customers', {})
    const target = drill.tables['customers']
    const customer = tables['customers']?.[1]?.['customerId']
    const page = runRecords(workspace, { target: { records: 'order-lines', filter: { ...target?.filter, customer: String(customer) } }, offset: 0, limit: 10 })
    expect(page.total).toBe(2)
    expect(page.rows.map((row) => [row['date'], row['amountMinor']])).toEqual([['2026-01-25', -1000], ['2026-01-20', 4000]])
    expect(page.rows[0]?.['customerId']).toBe(customer)
  })

  it('pages, and finds lines that have no customer', () => {
    const { workspace } = setupSales()
    const at = (offset: number) => runRecords(workspace, { target: { records: 'order-lines', filter: { currency: 'CNY' } }, offset, limit: 10 })
    expect([at(0).rows.length, at(10).rows.length, at(0).total]).toEqual([10, 6, 16])
    const anonymous = runRecords(workspace, { target: { records: 'order-lines', filter: { customer: null } }, offset: 0, limit: 10 })
    expect(anonymous.rows.map((row) => row['amountMinor'])).toEqual([700])
  })
})
