import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ImportEntity, ImportMap } from '#shared/contract/imports.contract.ts'
import type { Workspace } from '../../db/workspace.ts'
import { quietReport } from '../../jobs/task.ts'
import { importFile } from '../../../../tests/helpers/import-text.ts'
import { setupDirectory, setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { exportRecords } from '../exports/export-records.ts'
import { FIELDS } from './fields/catalogue.ts'

const MAPS = join(import.meta.dirname, '../../../../resources/maps')
const data = process.env['TRIBUTARY_DATA'] ?? ''

function mapOf(name: string): ImportMap {
  return ImportMap.parse(JSON.parse(readFileSync(join(MAPS, name), 'utf8')))
}

describe('the example maps', () => {
  it.each(readdirSync(MAPS).filter((name) => name.endsWith('.json')))('%s names fields that exist', (name) => {
    const entity = ImportEntity.parse(name.split('.')[1])
    const known = new Set(FIELDS[entity].map((field) => field.name))
    const { columns, constants = {}, values = {} } = mapOf(name)
    for (const field of [...Object.values(columns), ...Object.keys(constants), ...Object.keys(values)]) expect(known).toContain(field)
  })
})

describe.runIf(data !== '')('the example maps on the full sets', () => {
  const load = (workspace: Workspace, entity: ImportEntity, file: string, set: string) =>
    importFile(workspace, entity, join(data, set, file), { map: mapOf(`${set}.${entity}.json`) })

  it('take all of online-retail', async () => {
    const { workspace } = setupWorkspace()
    const result = await load(workspace, 'orders', 'online_retail.csv.gz', 'online-retail')
    expect(result).toMatchObject({ read: 541_909, created: 541_909, rejected: 0, rows: { customer: 4372, product: 4070, sales_order: 25_900, order_line: 541_909 } })
    const net = workspace.db.prepare("SELECT sum(iif(o.kind = 'sale', l.amount_minor, -l.amount_minor)) FROM order_line l JOIN sales_order o ON o.id = l.order_id").pluck().get()
    expect(net).toBe(974_774_793)
  }, 120_000)

  it('take all of maven-crm, its misspellings mended', async () => {
    const { workspace } = setupWorkspace()
    await load(workspace, 'customers', 'accounts.csv', 'maven-crm')
    await load(workspace, 'products', 'products.csv', 'maven-crm')
    await load(workspace, 'employees', 'sales_teams.csv', 'maven-crm')
    expect(await load(workspace, 'opportunities', 'sales_pipeline.csv.gz', 'maven-crm')).toMatchObject({ read: 8800, created: 8800, rejected: 0 })
    const count = (sql: string): unknown => workspace.db.prepare(sql).pluck().get()
    expect(count("SELECT count(*) FROM opportunity o JOIN product p ON p.id = o.product_id WHERE p.name = 'GTX Pro'")).toBe(1480)
    expect(count('SELECT count(*) FROM opportunity WHERE customer_id IS NULL')).toBe(1425)
    expect(count("SELECT count(*) FROM customer WHERE industry = 'technolgy' OR region = 'Philipines'")).toBe(0)
    expect(count("SELECT count(*) FROM employee WHERE role = 'rep' AND manager_id IS NOT NULL AND org_unit_id IS NOT NULL")).toBe(35)
  }, 60_000)

  it('take northwind, and what is exported is known when it is imported again', async () => {
    const { workspace } = setupWorkspace()
    await load(workspace, 'customers', 'Customers.csv', 'northwind')
    await load(workspace, 'products', 'Products.csv', 'northwind')
    await load(workspace, 'employees', 'Employees.csv', 'northwind')
    expect(await load(workspace, 'orders', 'Orders.csv', 'northwind')).toMatchObject({ read: 2155, created: 2155, rejected: 0 })
    const folder = setupDirectory()
    for (const entity of ['customers', 'contacts', 'products', 'employees', 'orders'] as const) {
      for (const [name, language] of [[`${entity}.xlsx`, 'zh-CN'], [`${entity}.csv`, 'en']] as const) {
        const { file, rows } = await exportRecords(workspace, { entity, file: join(folder, name), language }, quietReport)
        expect({ ...(await importFile(workspace, entity, file)), entity }).toMatchObject({ entity, read: rows, created: 0, updated: 0, rejected: 0, skipped: rows })
      }
    }
  }, 60_000)
})
