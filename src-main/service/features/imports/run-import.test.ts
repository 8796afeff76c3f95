import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Workspace } from '../../db/workspace.ts'
import { writeRows } from '../../files/xlsx/row-writer.ts'
import { importFile, importText, rowCounts, setupFile } from '../../../../tests/helpers/import-text.ts'
import { setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { previewImport } from './preview.ts'

const ORDERS_MAP = {
  columns: { no: 'order.number', day: 'order.date', cust: 'customer.code', sku: 'product.code', text: 'line.description', qty: 'line.quantity', price: 'line.unit_price' },
  create: ['customer', 'product'] as ('customer' | 'product')[],
}

function documents({ db }: Workspace): unknown[] {
  return db
    .prepare(
      `SELECT o.number, o.kind, c.code AS customer, o.ordered_on AS day, sum(l.quantity_milli) AS quantity, sum(l.amount_minor) AS amount
       FROM sales_order o JOIN order_line l ON l.order_id = o.id LEFT JOIN customer c ON c.id = o.customer_id GROUP BY o.id ORDER BY o.number, o.kind`,
    )
    .all()
}

function customers({ db }: Workspace): unknown[] {
  return db.prepare('SELECT code, name, region FROM customer ORDER BY code, name').all()
}

describe('runImport of orders', () => {
  it('makes sales, returns of their own, and anonymous sales', async () => {
    const { workspace } = setupWorkspace()
    const text = 'no,day,cust,sku,text,qty,price\n1,2025-01-02,K1,P1,灯,2,1.25\n1,2025-01-02,K1,P2,椅,-1,3\n2,2025-01-03,,P1,灯,1,0.005\n3,2025-01-04,K1,P1,灯,-4,1\n4,2025-01-05,,P1,坏账,1,-9.5\n'
    const result = await importText(workspace, 'orders', text, { map: ORDERS_MAP })
    expect(result).toMatchObject({ read: 5, created: 5, rejected: 0, rows: { customer: 1, product: 2, sales_order: 5, order_line: 5 } })
    expect(documents(workspace)).toEqual([
      { number: '1', kind: 'sale', customer: 'K1', day: '2025-01-02', quantity: 2000, amount: 250 },
      { number: '1-R', kind: 'return', customer: 'K1', day: '2025-01-02', quantity: 1000, amount: 300 },
      { number: '2', kind: 'sale', customer: null, day: '2025-01-03', quantity: 1000, amount: 1 },
      { number: '3', kind: 'return', customer: 'K1', day: '2025-01-04', quantity: 4000, amount: 400 },
      { number: '4', kind: 'return', customer: null, day: '2025-01-05', quantity: 1000, amount: 950 },
    ])
  })

  it('changes nothing when the same file comes again, and brings changes over', async () => {
    const { workspace } = setupWorkspace()
    const head = 'no,day,cust,sku,text,qty,price\n'
    const first = `${head}1,2025-01-02,K1,P1,灯,2,1\n1,2025-01-02,K1,P2,椅,1,3\n`
    await importText(workspace, 'orders', first, { map: ORDERS_MAP })
    const before = rowCounts(workspace)
    expect(await importText(workspace, 'orders', first, { map: ORDERS_MAP })).toMatchObject({ created: 0, updated: 0, skipped: 2, command: null })
    expect(rowCounts(workspace)).toEqual(before)
    expect(await importText(workspace, 'orders', `${head}1,2025-01-02,K1,P1,灯,5,1\n`, { map: ORDERS_MAP })).toMatchObject({ updated: 1 })
    expect(documents(workspace)).toEqual([{ number: '1', kind: 'sale', customer: 'K1', day: '2025-01-02', quantity: 5000, amount: 500 }])
    expect(await importText(workspace, 'orders', first, { map: ORDERS_MAP, onDuplicate: 'skip' })).toMatchObject({ skipped: 2, created: 0 })
    expect(await importText(workspace, 'orders', first, { map: ORDERS_MAP, onDuplicate: 'new' })).toMatchObject({ created: 2 })
    expect(documents(workspace)).toHaveLength(2)
  })

  it('leaves a whole invoice out when one line is wrong, and takes it once mended', async () => {
    const { workspace } = setupWorkspace()
    const text = 'no,day,cust,sku,text,qty,price\n1,2025-01-02,K1,P1,灯,2,1\n1,2025-02-31,K1,P2,椅,1,3\n1,2025-01-02,K1,P3,桌,1,3\n2,2025-01-02,K1,P1,灯,15%,1\n3,2025-01-02,K2,P1,灯,1,1\n'
    const file = setupFile(text)
    const result = await importFile(workspace, 'orders', file, { map: ORDERS_MAP })
    expect(result).toMatchObject({ read: 5, created: 1, rejected: 4 })
    expect(result.problems.map(({ row, header, kind }) => ({ row, header, kind }))).toEqual([
      { row: 2, header: 'day', kind: 'no-such-date' },
      { row: 3, header: null, kind: 'order-incomplete' },
      { row: 4, header: 'qty', kind: 'not-a-number' },
      { row: 1, header: null, kind: 'order-incomplete' },
    ])
    const rejects = result.rejectedFile ?? ''
    expect(rejects).toBe(file.replace('.csv', '.rejected.csv'))
    const lines = readFileSync(rejects, 'utf8').trimEnd().split('\r\n')
    expect(lines[0]).toBe('\uFEFF拒绝原因,no,day,cust,sku,text,qty,price')
    expect(lines[2]).toBe('没有“2025-02-31”这一天,1,2025-02-31,K1,P2,椅,1,3')
    writeFileSync(rejects, lines.join('\n').replace(',1,2025-02-31', ',1,2025-01-02').replace(',15%,', ',15,'))
    expect(await importFile(workspace, 'orders', rejects, { map: ORDERS_MAP })).toMatchObject({ read: 4, created: 4, rejected: 0 })
    expect(documents(workspace)).toHaveLength(3)
  })

  it('refuses lines that disagree, unknown references, and percentages without a sign', async () => {
    const { workspace } = setupWorkspace()
    const map = { columns: { ...ORDERS_MAP.columns, off: 'line.discount' } }
    await importText(workspace, 'products', 'product.code,product.name\nP1,灯\n')
    await importText(workspace, 'customers', 'customer.code,customer.name\nK1,甲\nK2,乙\n')
    const text = 'no,day,cust,sku,text,qty,price,off\n1,2025-01-02,K1,P1,,1,1,\n1,2025-01-02,K2,P1,,1,1,\n2,2025-01-02,K9,P1,,1,1,\n3,2025-01-02,K1,P9,,1,1,\n4,2025-01-02,K1,P1,,1,1,15\n5,2025-01-02,K1,P1,,1,100,15%\n6,2025-01-02,K1,P1,,0,1,\n'
    const result = await importText(workspace, 'orders', text, { map })
    expect(result.created).toBe(1)
    expect(new Set(result.problems.map((problem) => problem.kind))).toEqual(
      new Set(['order-differs', 'order-incomplete', 'unknown-customer', 'unknown-product', 'percentage-unclear', 'quantity-zero']),
    )
    expect(documents(workspace)).toMatchObject([{ number: '5', amount: 8500 }])
  })

  it('refuses an order for a deleted customer and an order that is in the bin', async () => {
    const { workspace } = setupWorkspace()
    const text = 'no,day,cust,sku,text,qty,price\n1,2025-01-02,K1,P1,灯,2,1\n'
    await importText(workspace, 'orders', text, { map: ORDERS_MAP })
    const { db } = workspace
    const customer = db.prepare<[], Buffer>("SELECT id FROM customer WHERE code = 'K1'").pluck().get() ?? Buffer.alloc(16)
    workspace.write({ kind: 'test' }, (records) => records.remove('customer', customer))
    const before = rowCounts(workspace)
    const refused = await importText(workspace, 'orders', text.replace('\n1,', '\n2,'), { map: ORDERS_MAP })
    expect(refused).toMatchObject({ created: 0, rejected: 1, command: null, problems: [{ row: 1, header: 'cust', kind: 'deleted-customer', values: { text: 'K1' } }] })
    expect({ ...rowCounts(workspace), local_setting: before['local_setting'] }).toEqual(before)

    const order = db.prepare<[], Buffer>('SELECT id FROM sales_order').pluck().get() ?? Buffer.alloc(16)
    workspace.write({ kind: 'test' }, (records) => records.remove('sales_order', order))
    const again = await importText(workspace, 'orders', text.replace(',K1,', ',,'), { map: ORDERS_MAP })
    expect(again.problems).toMatchObject([{ kind: 'in-bin', values: { text: '1' } }])
  })
})

describe('runImport of customers', () => {
  it('creates, updates by code or name, keeps old values for empty cells', async () => {
    const { workspace } = setupWorkspace()
    await importText(workspace, 'customers', '客户编号,客户名称,地区\n007,甲公司,苏州\n008,乙公司,上海\n')
    const result = await importText(workspace, 'customers', '客户编号,客户名称,地区\n007,甲公司（新）,\n009,丙公司,无锡\n')
    expect(result).toMatchObject({ created: 1, updated: 1, skipped: 0 })
    expect(customers(workspace)).toEqual([
      { code: '007', name: '甲公司（新）', region: '苏州' },
      { code: '008', name: '乙公司', region: '上海' },
      { code: '009', name: '丙公司', region: '无锡' },
    ])
  })

  it('knows rows by the keys that the user chose', async () => {
    const { workspace } = setupWorkspace()
    const head = '客户名称,客户电话,地区\n'
    await importText(workspace, 'customers', `${head}甲公司,0512-1,苏州\n`)
    expect(await importText(workspace, 'customers', `${head}甲厂,0512-1,昆山\n`, { keys: ['customer.phone'] })).toMatchObject({ updated: 1, created: 0 })
    expect(customers(workspace)).toEqual([{ code: null, name: '甲厂', region: '昆山' }])
    await expect(importText(workspace, 'customers', `${head}甲,1,\n`, { keys: ['customer.owner'] })).rejects.toMatchObject({ problems: [{ kind: 'import-unknown-key' }] })
  })

  it('takes people from the same sheet, and finds a parent further down', async () => {
    const { workspace } = setupWorkspace()
    const text = '客户名称,上级客户,联系人姓名,联系人手机,联系人角色\n苏州分厂,总厂,张三,13800000001,决策\n总厂,,张三,13800000001,采购\n散户,不存在的厂,,,\n'
    const result = await importText(workspace, 'customers', text)
    expect(result).toMatchObject({ created: 2, rejected: 1, rows: { customer: 2, contact: 1, customer_contact: 2 } })
    expect(result.problems).toMatchObject([{ row: 3, kind: 'unknown-customer' }])
    const parent = workspace.db.prepare("SELECT p.name FROM customer c JOIN customer p ON p.id = c.parent_id WHERE c.name = '苏州分厂'").pluck().get()
    expect(parent).toBe('总厂')
  })

  it('applies edits of the preview, remembers the mapping, and writes nothing on a dry run', async () => {
    const { workspace } = setupWorkspace()
    const file = setupFile('甲栏,乙栏,等级\nA1,甲公司,甲\nA2,乙公司,A\n')
    const map = { columns: { 甲栏: 'customer.code', 乙栏: 'customer.name', 等级: 'customer.grade' } }
    const edits = { '1': { 等级: 'B' } }
    const dry = await importFile(workspace, 'customers', file, { map, edits, dryRun: true })
    expect(dry).toMatchObject({ created: 2, command: null, rows: {} })
    expect(customers(workspace)).toEqual([])
    expect(await importFile(workspace, 'customers', file, { map })).toMatchObject({ created: 1, rejected: 1 })
    const preview = await previewImport(workspace, { file, entity: 'customers' })
    expect(preview).toMatchObject({ isRemembered: true, map, headers: ['甲栏', '乙栏', '等级'], problems: [{ row: 1, header: '等级', kind: 'unknown-choice' }] })
    expect(preview.rows[0]).toEqual({ row: 1, cells: ['A1', '甲公司', '甲'] })
    expect(await importFile(workspace, 'customers', file, { edits })).toMatchObject({ created: 1, skipped: 1, rejected: 0 })
  })

  it('keeps leading zeros and long numbers of a workbook, and refuses numbers that lost their digits', async () => {
    const { workspace } = setupWorkspace()
    const file = setupFile('', 'k.xlsx')
    const columns = [{ title: '客户编号' }, { title: '客户名称' }, { title: '手机' }]
    await writeRows(file, 's', columns, [['000123456789012345678', '甲公司', '013800000001'], [1_234_567_890_123_456_800, '乙公司', null]])
    const result = await importFile(workspace, 'customers', file)
    expect(result.problems).toMatchObject([{ row: 2, header: '客户编号', kind: 'digits-lost' }])
    expect(customers(workspace)).toMatchObject([{ code: '000123456789012345678' }])
  })

  it('gives records of one file the same ids in two copies', async () => {
    const one = setupWorkspace({ seed: 1 })
    const two = setupWorkspace({ seed: 1 })
    const text = '客户编号,客户名称\nK1,甲公司\n'
    const ids = await Promise.all([one, two].map(async ({ workspace }) => {
      await importText(workspace, 'customers', text)
      return workspace.db.prepare('SELECT hex(id) FROM customer').pluck().get()
    }))
    expect(ids[0]).toBe(ids[1])
  })
})

describe('runImport of what else there is', () => {
  it('takes contacts, opportunities, activities, employees and targets', async () => {
    const { workspace } = setupWorkspace()
    const { db } = workspace
    await importText(workspace, 'customers', '客户编号,客户名称\nK1,甲公司\nK2,乙公司\n')
    await importText(workspace, 'employees', '员工姓名,直接上级,员工部门\n李销售,王经理,华东/苏州\n', { map: { columns: { 员工姓名: 'employee.name', 直接上级: 'employee.manager', 员工部门: 'employee.unit' }, create: ['org_unit'] } })
    expect(db.prepare("SELECT u.name FROM employee e JOIN org_unit u ON u.id = e.org_unit_id WHERE e.name = '李销售'").pluck().get()).toBe('苏州')
    expect(await importText(workspace, 'contacts', '姓名,客户编号,手机\n张三,K1,13800000001\n张三,K2,13800000001\n')).toMatchObject({ created: 1, updated: 1 })
    await importText(workspace, 'opportunities', '商机编号,客户编号,商机阶段,商机金额,商机关闭日期\nD1,K1,赢单,1.5万,2025-03-01\nD2,K2,不存在,1,\n')
    expect(db.prepare('SELECT code, amount_minor FROM opportunity').all()).toEqual([{ code: 'D1', amount_minor: 1_500_000 }])
    expect(db.prepare('SELECT count(*) FROM stage_change').pluck().get()).toBe(1)
    const diary = '跟进方式,跟进日期,客户编号,联系人姓名,跟进结果\n拜访,2025-03-02 10:00,K1,张三,谈了价格\n拜访,2026-12-01,K1,,下次\n电话,2025-03-02,K1,李四,\n'
    expect(await importText(workspace, 'activities', diary)).toMatchObject({ created: 2, rejected: 1, problems: [{ kind: 'unknown-contact' }] })
    expect(await importText(workspace, 'activities', diary)).toMatchObject({ created: 0, skipped: 2 })
    expect(db.prepare('SELECT planned_on, done_at IS NULL AS isOpen FROM activity ORDER BY planned_on').all()).toEqual([
      { planned_on: null, isOpen: 0 },
      { planned_on: '2026-12-01', isOpen: 1 },
    ])
    const plan = '目标月份,目标员工,目标金额\n2026-01,李销售,100\n2026-01,李销售,200\n2026-13,李销售,1\n2026-02,,1\n'
    expect(await importText(workspace, 'targets', plan)).toMatchObject({ created: 1, updated: 1, rejected: 2 })
    expect(db.prepare('SELECT amount_minor FROM target').pluck().all()).toEqual([20_000])
  })

  it('replaces spellings, finds products whatever their spaces, and joins a second file', async () => {
    const { workspace } = setupWorkspace()
    await importText(workspace, 'products', '产品名称,产品标价\nGTX Pro,4821\n')
    const map = { columns: { id: 'opportunity.code', product: 'product.name', stage: 'opportunity.stage' }, values: { 'opportunity.stage': { Engaging: '需求确认' } } }
    expect(await importText(workspace, 'opportunities', 'id,product,stage\nD1,GTXPro,Engaging\n', { map })).toMatchObject({ created: 1 })

    const orders = setupFile('OrderID,Date\n1,2025-01-02\n2,2025-01-03\n')
    writeFileSync(orders.replace('rows.csv', 'lines.csv'), 'OrderID,Item,Qty,Price\n1,GTX Pro,1,2\n1,GTX Pro,3,2\n2,GTX Pro,x,2\n')
    const joined = {
      columns: { OrderID: 'order.number', Date: 'order.date', Item: 'product.name', Qty: 'line.quantity', Price: 'line.unit_price' },
      join: { file: 'lines.csv', on: 'OrderID' },
    }
    const result = await importFile(workspace, 'orders', orders, { map: joined })
    expect(result).toMatchObject({ read: 3, created: 2, rejected: 1 })
    const rejects = result.rejectedFile ?? ''
    writeFileSync(rejects, readFileSync(rejects, 'utf8').replace(',x,', ',4,'))
    expect(await importFile(workspace, 'orders', rejects, { map: joined })).toMatchObject({ read: 1, created: 1 })
    expect(existsSync(rejects)).toBe(true)
  })
})

describe('a second file', () => {
  const orders = 'OrderID,Date\n1,2025-01-02\n2,2025-01-03\n'
  const lines = 'OrderID,Qty,Price\n1,2,5\n1,1,7\n2,3,1\n'

  it('shows its columns as soon as it is named, so that they can be mapped', async () => {
    const { workspace } = setupWorkspace()
    const join = { file: setupFile(lines, 'lines.csv'), on: 'OrderID' }
    const file = setupFile(orders)
    const columns = { OrderID: 'order.number', Date: 'order.date' }
    const seen = await previewImport(workspace, { file, entity: 'orders', map: { columns, constants: { 'line.amount': 1 }, join } })
    expect(seen).toMatchObject({ headers: ['OrderID', 'Date', 'Qty', 'Price'], joined: ['Qty', 'Price'] })
    expect(seen.rows).toHaveLength(3)
    const map = { columns: { ...columns, Qty: 'line.quantity', Price: 'line.unit_price' }, join }
    expect(await importFile(workspace, 'orders', file, { map })).toMatchObject({ read: 3, created: 3, rows: { sales_order: 2, order_line: 3 } })
  })

  it('is not joined again to a file that holds its columns already', async () => {
    const { workspace } = setupWorkspace()
    const map = { columns: { OrderID: 'order.number', Date: 'order.date', Qty: 'line.quantity', Price: 'line.unit_price' }, join: { file: setupFile(lines, 'lines.csv'), on: 'OrderID' } }
    expect(await importText(workspace, 'orders', 'OrderID,Date,Qty,Price\n1,2025-01-02,2,5\n1,2025-01-02,1,7\n', { map })).toMatchObject({ read: 2, created: 2 })
  })
})

describe('a file with equal or empty heads', () => {
  it('can have each of its columns mapped and mended', async () => {
    const { workspace } = setupWorkspace()
    const file = setupFile('客户名称,,备注,备注\n苏州精工,A,甲,乙\n')
    expect(await previewImport(workspace, { file, entity: 'customers' })).toMatchObject({ headers: ['客户名称', '#2', '备注', '备注 (2)'] })
    const map = { columns: { 客户名称: 'customer.name', '#2': 'customer.grade', '备注 (2)': 'customer.note' } }
    await importFile(workspace, 'customers', file, { map, edits: { '1': { '备注 (2)': '丙' } } })
    expect(workspace.db.prepare('SELECT name, grade, note FROM customer').all()).toEqual([{ name: '苏州精工', grade: 'A', note: '丙' }])
  })
})
