import { beforeAll, describe, expect, it } from 'vitest'
import { ListQuery } from '#shared/contract/list-query.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import { kindsOf, problemsOf, setupWorkspace, type TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { listCustomers } from './customer-list.ts'
import { createCustomer, removeCustomer, updateCustomer } from './customers.commands.ts'

let setup: TestWorkspace
const ids: Record<string, string> = {}

function names(query: unknown): string[] {
  return listCustomers(setup.workspace, ListQuery.parse(query)).rows.map((row) => row.name)
}
function where(field: string, operator: string, ...values: (string | number)[]): unknown {
  return { filter: { join: 'and', conditions: [{ field, operator, values }], groups: [] } }
}
function sell(customerId: string, orderedOn: string, amount: number, kind = 'sale'): void {
  setup.workspace.write({ kind: 'test' }, (records) => {
    const order = records.insert('sales_order', { number: orderedOn, kind, customer_id: idBytes(customerId), ordered_on: orderedOn, currency: 'CNY' })
    records.insert('order_line', { order_id: order, position: 0, quantity_milli: 1000, unit_price_minor: amount, discount_bp: 0, amount_minor: amount })
  })
}

beforeAll(() => {
  setup = setupWorkspace()
  for (const [name, grade, region, phone] of [
    ['重庆长虹', 'A', '重庆', '023-62881234'], ['阿里云', 'VIP', '杭州', null], ['华为技术', 'B', '深圳', '138 0013 8000'], ['Zeta 100%', null, null, null], ['中兴', 'A', '深圳', null],
  ] as const) {
    ids[name] = createCustomer(setup.workspace, { name, grade, region, phone, code: name.length > 3 ? `K-${name.slice(0, 2)}` : null }).id
  }
  sell(ids['中兴'] ?? '', '2026-03-01', 500)
  sell(ids['中兴'] ?? '', '2026-03-02', 200, 'return')
  sell(ids['华为技术'] ?? '', '2025-03-18', 9000)
  sell(ids['华为技术'] ?? '', '2025-03-19', 100)
})

describe('listCustomers', () => {
  it('orders names as they are spoken', () => {
    expect(names({})).toEqual(['阿里云', '重庆长虹', '华为技术', 'Zeta 100%', '中兴'])
    expect(names({ sort: [{ field: 'name', direction: 'desc' }] })).toEqual(['中兴', 'Zeta 100%', '华为技术', '重庆长虹', '阿里云'])
  })

  it('orders grades by rank, empty ones last, then by the second field', () => {
    expect(names({ sort: [{ field: 'grade', direction: 'asc' }, { field: 'name', direction: 'desc' }] })).toEqual(['阿里云', '中兴', '重庆长虹', '华为技术', 'Zeta 100%'])
    expect(names({ sort: [{ field: 'grade', direction: 'desc' }, { field: 'name', direction: 'asc' }] }).at(-1)).toBe('Zeta 100%')
  })

  it('counts net sales of the last 12 months, the first day out and the last day in', () => {
    const { rows, sums, total } = listCustomers(setup.workspace, ListQuery.parse({ sort: [{ field: 'sales12Minor', direction: 'desc' }], limit: 2 }))
    expect(rows.map((row) => [row.name, row.sales12Minor, row.lastOrderOn])).toEqual([['中兴', 300, '2026-03-01'], ['华为技术', 100, '2025-03-19']])
    expect(sums).toEqual({ sales12Minor: 400 })
    expect(total).toBe(5)
  })

  it('gives windows that join without gap or overlap, whatever the sort', () => {
    for (const field of ['name', 'sales12Minor', 'lastOrderOn', 'grade', 'ownerId', 'createdAt']) {
      const whole = names({ sort: [{ field, direction: 'asc' }] })
      const parts = [0, 2, 4].flatMap((offset) => names({ sort: [{ field, direction: 'asc' }], offset, limit: 2 }))
      expect(parts).toEqual(whole)
      expect(new Set(whole).size).toBe(5)
    }
  })

  it.each([
    [where('grade', 'is', 'A'), ['重庆长虹', '中兴']],
    [where('grade', 'isNot', 'A'), ['阿里云', '华为技术', 'Zeta 100%']],
    [where('region', 'isEmpty'), ['Zeta 100%']],
    [where('region', 'isNotEmpty'), ['阿里云', '重庆长虹', '华为技术', '中兴']],
    [where('name', 'contains', '0%'), ['Zeta 100%']],
    [where('name', 'contains', 'zETA'), ['Zeta 100%']],
    [where('sales12Minor', 'atLeast', 101), ['中兴']],
    [where('sales12Minor', 'atMost', 0), ['阿里云', '重庆长虹', 'Zeta 100%']],
    [where('lastOrderOn', 'atMost', '2025-12-31'), ['华为技术']],
    [where('createdAt', 'atLeast', '2026-03-18'), ['阿里云', '重庆长虹', '华为技术', 'Zeta 100%', '中兴']],
    [where('createdAt', 'atMost', '2026-03-17'), []],
    [where('ownerId', 'isNot', 'me'), []],
  ])('filters by %j', (query, expected) => {
    expect(names(query)).toEqual(expected)
  })

  it('joins groups by and, or', () => {
    const filter = {
      join: 'or',
      conditions: [{ field: 'grade', operator: 'is', values: ['VIP'] }],
      groups: [{ join: 'and', conditions: [{ field: 'region', operator: 'is', values: ['深圳'] }, { field: 'sales12Minor', operator: 'atLeast', values: [200] }], groups: [] }],
    }
    expect(names({ filter })).toEqual(['阿里云', '中兴'])
    expect(listCustomers(setup.workspace, ListQuery.parse({ filter })).sums).toEqual({ sales12Minor: 300 })
  })

  it.each([
    ['长虹', ['重庆长虹']], ['为', ['华为技术']], ['chongqing', ['重庆长虹']], ['hwjs', ['华为技术']], ['8000', ['华为技术']], ['k-华', ['华为技术']],
    ['100%', ['Zeta 100%']], ['华为 技术', ['华为技术']], ['华为 长虹', []], ['\\', []],
  ])('finds %s', (search, expected) => {
    expect(names({ search })).toEqual(expected)
    expect(listCustomers(setup.workspace, ListQuery.parse({ search })).total).toBe(expected.length)
  })

  it('refuses unknown fields, impossible values and too deep groups', () => {
    expect(problemsOf(() => names(where('constructor', 'is', 1)))).toEqual([{ field: 'constructor', kind: 'unknown-field', values: { field: 'constructor' } }])
    expect(kindsOf(() => names({ sort: [{ field: 'x; DROP TABLE customer', direction: 'asc' }] }))).toEqual(['unknown-field'])
    expect(kindsOf(() => names(where('sales12Minor', 'is', 'many')))).toEqual(['filter-value'])
    expect(kindsOf(() => names(where('lastOrderOn', 'atLeast', '2026-02-31')))).toEqual(['filter-value'])
    expect(kindsOf(() => names(where('ownerId', 'is', 'nobody')))).toEqual(['filter-value'])
    expect(kindsOf(() => names(where('sales12Minor', 'contains', '1')))).toEqual(['filter-value'])
    const group = (groups: unknown[]): unknown => ({ join: 'and', conditions: [], groups })
    expect(kindsOf(() => names({ filter: group([group([group([group([])])])]) }))).toEqual(['filter-too-deep'])
  })

  it('follows what is written, renamed, deleted and sold', () => {
    const fresh = createCustomer(setup.workspace, { name: '博世' })
    expect(names({})).toContain('博世')
    expect(names({ search: 'boshi' })).toEqual(['博世'])
    updateCustomer(setup.workspace, { id: fresh.id, fields: { name: '西门子' } })
    expect(names({ search: 'boshi' })).toEqual([])
    expect(names({ search: '西门子' })).toEqual(['西门子'])
    sell(fresh.id, '2026-03-18', 70)
    expect(names({ sort: [{ field: 'sales12Minor', direction: 'desc' }] }).slice(0, 3)).toEqual(['中兴', '华为技术', '西门子'])
    setup.workspace.write({ kind: 'test' }, (records) => {
      const order = setup.workspace.db.prepare<[], Buffer>("SELECT id FROM sales_order WHERE ordered_on = '2026-03-18'").pluck().get()
      const line = setup.workspace.db.prepare<[Buffer], Buffer>('SELECT id FROM order_line WHERE order_id = ?').pluck().get(order ?? Buffer.alloc(0))
      records.remove('order_line', line ?? Buffer.alloc(0))
      records.remove('sales_order', order ?? Buffer.alloc(0))
    })
    removeCustomer(setup.workspace, fresh.id)
    expect(listCustomers(setup.workspace, ListQuery.parse({}))).toMatchObject({ total: 5, sums: { sales12Minor: 400 } })
    expect(names({ search: '西门子' })).toEqual([])
  })

  it('knows me in filters on people', () => {
    expect(names(where('ownerId', 'is', 'me'))).toHaveLength(5)
    expect(names(where('ownerId', 'is', idText(setup.workspace.actor.employeeId)))).toHaveLength(5)
  })
})
