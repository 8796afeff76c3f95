import { describe, expect, it } from 'vitest'
import { idText } from '../../db/record-id.ts'
import { NotFound } from '../../refusal.ts'
import { kindsOf, problemsOf, setupCopy, setupWorkspace, TEST_TODAY } from '../../../../tests/helpers/setup-workspace.ts'
import { createOrder, removeOrder, updateOrder } from './orders.commands.ts'
import { getOrder, listOrders, orderIds } from './orders.queries.ts'

function setup() {
  const founded = setupWorkspace()
  const { workspace } = founded
  const { value } = workspace.write({ kind: 'test' }, (records) => ({
    customer: idText(records.insert('customer', { kind: 'firm', name: '恒源机电', life_cycle: 'stable' })),
    pump: idText(records.insert('product', { code: 'P1', name: '离心泵', is_active: 1, price_minor: 100_000, cost_minor: 60_000 })),
  }))
  return { founded, workspace, ...value }
}

const line = (productId: string | null, quantityMilli: number, discountBp = 0) => ({ productId, description: null, quantityMilli, unitPriceMinor: 100_000, discountBp })
const list = { offset: 0, limit: 100 }

describe('createOrder', () => {
  it('computes amounts and cost exactly and numbers the document', () => {
    const { workspace, customer, pump } = setup()
    const order = createOrder(workspace, { customerId: customer, orderedOn: TEST_TODAY, lines: [line(pump, 1500, 333), line(null, 333)] })
    expect(order.number).toMatch(/^[0-9A-Z]{4}-202603-001$/)
    expect(order.lines.map(({ amountMinor }) => amountMinor)).toEqual([145_005, 33_300])
    expect(order.totalMinor).toBe(178_305)
    expect(workspace.db.prepare('SELECT cost_minor FROM order_line ORDER BY position').pluck().all()).toEqual([90_000, null])
    expect(createOrder(workspace, { customerId: customer, orderedOn: TEST_TODAY, lines: [line(pump, 1000)] }).number).toMatch(/-002$/)
  })

  it('never gives two copies the same number', () => {
    const { founded, workspace, customer, pump } = setup()
    const rep = setupCopy(founded, { employee: '李四' }).workspace
    const one = createOrder(workspace, { customerId: customer, orderedOn: TEST_TODAY, lines: [line(pump, 1000)] })
    const other = createOrder(rep, { customerId: null, orderedOn: TEST_TODAY, lines: [line(null, 1000)] })
    expect(one.number).not.toBe(other.number)
  })

  it('refuses deleted customers and products, and a number that is taken', () => {
    const { workspace, customer, pump } = setup()
    const { number } = createOrder(workspace, { customerId: null, orderedOn: TEST_TODAY, lines: [line(null, 1000)] })
    expect(kindsOf(() => createOrder(workspace, { number, customerId: null, orderedOn: TEST_TODAY, lines: [line(null, 1000)] }))).toEqual(['number-taken'])
    workspace.write({ kind: 'test' }, (records) => {
      records.remove('customer', Buffer.from(customer.replaceAll('-', ''), 'hex'))
      records.remove('product', Buffer.from(pump.replaceAll('-', ''), 'hex'))
    })
    expect(kindsOf(() => createOrder(workspace, { customerId: customer, orderedOn: TEST_TODAY, lines: [line(null, 1000)] }))).toEqual(['customer-deleted'])
    expect(kindsOf(() => createOrder(workspace, { customerId: null, orderedOn: TEST_TODAY, lines: [line(pump, 1000)] }))).toEqual(['product-deleted'])
    expect(listOrders(workspace, list).total).toBe(1)
  })

  it('takes back no more than was sold, over all returns of a sale', () => {
    const { workspace, customer, pump } = setup()
    const sale = createOrder(workspace, { customerId: customer, orderedOn: TEST_TODAY, lines: [line(pump, 5000)] })
    const giveBack = (quantity: number) =>
      createOrder(workspace, { kind: 'return', originId: sale.id, customerId: customer, orderedOn: TEST_TODAY, lines: [line(pump, quantity)] })
    giveBack(3000)
    expect(kindsOf(() => giveBack(2001))).toEqual(['returned-too-much'])
    giveBack(2000)
    expect(getOrder(workspace, sale.id).returns).toHaveLength(2)
    expect(listOrders(workspace, list).sums).toEqual({ totalMinor: 0 })
    expect(kindsOf(() => removeOrder(workspace, sale.id))).toEqual(['order-has-returns'])
  })

  it('refuses a return of somebody else\'s sale', () => {
    const { workspace, customer, pump } = setup()
    const sale = createOrder(workspace, { customerId: customer, orderedOn: TEST_TODAY, lines: [line(pump, 5000)] })
    expect(kindsOf(() => createOrder(workspace, { kind: 'return', originId: sale.id, customerId: null, orderedOn: TEST_TODAY, lines: [line(pump, 1)] }))).toEqual([
      'origin-other-customer',
    ])
  })
})

describe('updateOrder', () => {
  it('keeps known lines, adds new ones and removes the others in one step', () => {
    const { workspace, pump } = setup()
    const order = createOrder(workspace, { customerId: null, orderedOn: TEST_TODAY, lines: [line(pump, 1000), line(null, 2000)] })
    const [first] = order.lines
    if (!first) throw new Error('no line')
    const after = updateOrder(workspace, { id: order.id, fields: { channel: '线上' }, lines: [line(null, 500), { ...line(pump, 4000), id: first.id }] })
    expect(after.lines.map(({ quantityMilli }) => quantityMilli)).toEqual([500, 4000])
    expect(after.lines[1]?.id).toBe(first.id)
    expect(after).toMatchObject({ channel: '线上', totalMinor: 450_000 })
    expect(kindsOf(() => updateOrder(workspace, { id: order.id, fields: {}, lines: [{ ...line(null, 1), id: order.id }] }))).toEqual(['line-missing'])
  })
  it('keeps the unit cost of the day it was ordered, and a product that was deleted since', () => {
    const { workspace, pump } = setup()
    const order = createOrder(workspace, { customerId: null, orderedOn: TEST_TODAY, lines: [line(pump, 1000)] })
    const id = order.lines[0]?.id
    const key = Buffer.from(pump.replaceAll('-', ''), 'hex')
    workspace.write({ kind: 'test' }, (records) => records.update('product', key, { cost_minor: 99_999 }))
    workspace.write({ kind: 'test' }, (records) => records.remove('product', key))
    updateOrder(workspace, { id: order.id, fields: {}, lines: [{ ...line(pump, 2500), id }] })
    expect(workspace.db.prepare('SELECT cost_minor FROM order_line').pluck().all()).toEqual([150_000])
    expect(kindsOf(() => updateOrder(workspace, { id: order.id, fields: {}, lines: [line(pump, 1000)] }))).toEqual(['product-deleted'])
  })

  it('leaves a line as it was imported when nothing on it changes, and writes none that stay as they are', () => {
    const { workspace, customer, pump } = setup()
    const order = createOrder(workspace, { customerId: customer, orderedOn: TEST_TODAY, lines: [line(pump, 1000), line(null, 2000)] })
    // the amount of a file wins over quantity and price
    workspace.db.prepare('UPDATE order_line SET amount_minor = 99999, cost_minor = 7 WHERE position = 0').run()
    const lines = getOrder(workspace, order.id).lines.map(({ id, productId, description, quantityMilli, unitPriceMinor, discountBp }) => ({ id, productId, description, quantityMilli, unitPriceMinor, discountBp }))
    const [first, second] = lines
    if (!first || !second) throw new Error('no lines')
    const written = (): unknown => workspace.db.prepare('SELECT count(*) FROM command').pluck().get()
    const before = written()
    updateOrder(workspace, { id: order.id, fields: {}, lines })
    expect(written()).toBe(before)
    const changed = updateOrder(workspace, { id: order.id, fields: { note: '改' }, lines: [{ ...first, description: '改' }, { ...second, quantityMilli: 3000 }] })
    expect(changed.lines.map(({ amountMinor }) => amountMinor)).toEqual([99_999, 300_000])
    expect(workspace.db.prepare('SELECT cost_minor FROM order_line ORDER BY position').pluck().get()).toBe(7)
    expect(updateOrder(workspace, { id: order.id, fields: {}, lines: [{ ...first, discountBp: 1000 }, second] }).lines[0]?.amountMinor).toBe(90_000)
  })

  it('refuses one line twice, and a number that another document has', () => {
    const { workspace } = setup()
    const [one, other] = [1, 2].map(() => createOrder(workspace, { customerId: null, orderedOn: TEST_TODAY, lines: [line(null, 1000)] }))
    if (!one || !other) throw new Error('no orders')
    const id = one.lines[0]?.id
    expect(kindsOf(() => updateOrder(workspace, { id: one.id, fields: {}, lines: [{ ...line(null, 1), id }, { ...line(null, 2), id }] }))).toEqual(['line-missing'])
    expect(kindsOf(() => updateOrder(workspace, { id: one.id, fields: { number: other.number } }))).toEqual(['number-taken'])
  })

  it('lets a sale neither fall below its returns nor go to another customer', () => {
    const { workspace, customer, pump } = setup()
    const sale = createOrder(workspace, { customerId: customer, orderedOn: TEST_TODAY, lines: [line(pump, 5000)] })
    createOrder(workspace, { kind: 'return', originId: sale.id, customerId: customer, orderedOn: TEST_TODAY, lines: [line(pump, 3000)] })
    expect(problemsOf(() => updateOrder(workspace, { id: sale.id, fields: {}, lines: [line(pump, 2999)] }))).toEqual([
      { field: 'lines', kind: 'sold-less-than-returned', values: { product: '离心泵', returned: 3 } },
    ])
    expect(kindsOf(() => updateOrder(workspace, { id: sale.id, fields: { customerId: null } }))).toEqual(['order-has-returns'])
    expect(updateOrder(workspace, { id: sale.id, fields: {}, lines: [line(pump, 3000)] }).totalMinor).toBe(300_000)
  })
})

describe('removeOrder', () => {
  it('puts the order with its lines into the bin', () => {
    const { workspace } = setup()
    const { id } = createOrder(workspace, { customerId: null, orderedOn: TEST_TODAY, lines: [line(null, 1000)] })
    removeOrder(workspace, id)
    expect(() => getOrder(workspace, id)).toThrow(NotFound)
    expect(workspace.db.prepare('SELECT count(*) FROM order_line').pluck().get()).toBe(0)
  })
})

describe('listOrders', () => {
  it('sums net of returns and sorts by every column', () => {
    const { workspace, customer, pump } = setup()
    const sale = createOrder(workspace, { customerId: customer, orderedOn: TEST_TODAY, lines: [line(pump, 5000)] })
    createOrder(workspace, { kind: 'return', originId: sale.id, customerId: customer, orderedOn: TEST_TODAY, lines: [line(pump, 2000)] })
    createOrder(workspace, { customerId: null, orderedOn: TEST_TODAY, channel: '线上', lines: [line(null, 10)] })
    expect(listOrders(workspace, list).sums).toEqual({ totalMinor: 301_000 })
    const totals = listOrders(workspace, { ...list, sort: [{ field: 'totalMinor', direction: 'asc' }] }).rows.map((row) => row.totalMinor)
    expect(totals).toEqual([1000, 200_000, 500_000])
    for (const field of ['number', 'kind', 'customerId', 'employeeId', 'orderedOn', 'channel']) {
      const sort = [{ field, direction: 'desc' as const }]
      expect(listOrders(workspace, { ...list, sort }).rows).toHaveLength(3)
      expect(orderIds(workspace, { sort })).toHaveLength(3)
    }
  })
})
