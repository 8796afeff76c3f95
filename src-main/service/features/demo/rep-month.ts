import { addDays } from '#shared/kernel/plain-date.ts'
import { derivedId } from '../../db/derived-id.ts'
import type { Records } from '../../db/records.ts'
import type { DemoCustomer } from './customers.ts'
import { workDeals } from './rep-deals.ts'
import type { RepBook } from './rep-book.ts'
import { ordersOfMonth, type DemoOrder } from './sales.ts'
import { MONTHS } from './scale.ts'
import { dayOf, momentOf, type DemoMonth } from './timetable.ts'

const TITLES = ['采购经理', '设备主管', '总经理', '项目经理', '技术负责人']
const ROLES = ['buys', 'uses', 'decides', 'influences']
const RESULTS = ['确认了下季度的需求，价格待谈', '看了现场，水泵老化，建议更换', '介绍了变频方案，对方很感兴趣', '催了货款，答应月底付', '对方在比较另一家的报价', '解决了密封件漏水的问题，客户满意']
const STEPS = ['回访并送样品', '发报价单', '约技术交流', '跟进合同盖章', '催收货款']

/** Writes one month of a representative's work: new customers, orders and returns, visits, deals. */
export function writeRepMonth(records: Records, firmId: Buffer, book: RepBook, month: DemoMonth, contactName: () => string): void {
  for (const [index, customer] of book.customers.entries()) {
    if (customer.since === month.index) enterCustomer(records, book, index, customer, contactName)
    const id = book.ids[index]
    if (!id) continue
    const orders = ordersOfMonth(book.random, customer, month.index, month.calendarMonth, book.catalogue)
    for (const order of orders) if (dayOf(month, order.day) <= month.lastDay) writeOrder(records, book, id, order, month)
    if (book.random.chance(visitChance(customer, orders.length))) writeVisit(records, firmId, book, index, id, month)
  }
  workDeals(records, book, month)
}

function enterCustomer(records: Records, book: RepBook, index: number, customer: DemoCustomer, contactName: () => string): void {
  const { company } = customer
  const id = records.insert('customer', {
    code: customer.code,
    kind: 'firm',
    name: company.full,
    short_name: company.short,
    credit_code: customer.creditCode,
    industry: company.industry,
    region: customer.region,
    phone: customer.phone,
    grade: customer.grade,
    source: book.random.pick(['展会', '转介绍', '网站', '陌生拜访']),
    life_cycle: customer.story === 'prospect' ? 'potential' : 'stable',
    owner_id: book.employeeId,
    org_unit_id: book.orgUnitId,
    credit_days: customer.isDealer ? 60 : 30,
  })
  book.ids[index] = id
  const contact = records.insert('contact', {
    name: contactName(),
    title: book.random.pick(TITLES),
    phone: `101${customer.phone.slice(3)}`,
    influence: 1 + book.random.int(5),
  })
  records.insert('customer_contact', { customer_id: id, contact_id: contact, role: book.random.pick(ROLES) })
  book.contacts[index] = contact
}

function writeOrder(records: Records, book: RepBook, customerId: Buffer, order: DemoOrder, month: DemoMonth): void {
  const orderedOn = dayOf(month, order.day)
  const number = `SO${String(book.number + 1).padStart(3, '0')}-${String(++book.orderCount).padStart(6, '0')}`
  const head = { customer_id: customerId, employee_id: book.employeeId, channel: order.channel, currency: 'CNY' }
  const id = records.insert('sales_order', { ...head, number, kind: 'sale', ordered_on: orderedOn })
  for (const [position, line] of order.lines.entries()) writeLine(records, book, id, position, line.product, line.quantity, line.discountBp)
  const returnedOn = order.returned ? addDays(orderedOn, order.returned.afterDays) : ''
  const line = order.returned ? order.lines[order.returned.line] : undefined
  if (!line || returnedOn > month.lastDay) return
  const back = records.insert('sales_order', { ...head, number: `${number}-R`, kind: 'return', ordered_on: returnedOn, origin_id: id })
  writeLine(records, book, back, 0, line.product, Math.max(1, Math.round(line.quantity / 2)), line.discountBp)
}

function writeLine(records: Records, book: RepBook, orderId: Buffer, position: number, index: number, quantity: number, discountBp: number): void {
  const product = book.catalogue[index]
  if (!product) throw new Error('demo: no such product')
  records.insert('order_line', {
    order_id: orderId,
    position,
    product_id: book.headquarters.products[index] ?? null,
    quantity_milli: quantity * 1000,
    unit_price_minor: product.priceMinor,
    discount_bp: discountBp,
    amount_minor: Math.round((quantity * product.priceMinor * (10_000 - discountBp)) / 10_000),
    cost_minor: quantity * product.costMinor,
  })
}

/** Who buys is visited; the leaving one is not, which is half of the story. */
function visitChance(customer: DemoCustomer, orders: number): number {
  if (customer.story === 'leaving') return 0.08
  if (customer.story === 'prospect') return 0.06
  return Math.min(0.9, 0.12 + orders * 0.15 + (customer.grade === 'A' ? 0.3 : 0))
}

function writeVisit(records: Records, firmId: Buffer, book: RepBook, index: number, customerId: Buffer, month: DemoMonth): void {
  const { random } = book
  const day = dayOf(month, 1 + random.int(28))
  if (day > month.lastDay) return
  const kind = random.pick(['visit', 'visit', 'call', 'wechat'])
  const visit = records.insert('activity', {
    kind,
    customer_id: customerId,
    owner_id: book.employeeId,
    subject: random.pick(['例行拜访', '需求沟通', '售后回访', '商务洽谈']),
    done_at: momentOf(day, 9 + random.int(8)),
    result: random.pick(RESULTS),
    minutes: 20 + random.int(80),
  })
  const contact = book.contacts[index]
  if (contact) records.insert('activity_contact', { activity_id: visit, contact_id: contact }, derivedId('activity_contact', firmId, visit, contact))
  // what is still to do stands around today: some of it overdue
  if (month.index < MONTHS - 1 || !random.chance(0.35)) return
  records.insert('activity', {
    kind: random.pick(['visit', 'call', 'wechat']),
    customer_id: customerId,
    owner_id: book.employeeId,
    subject: random.pick(STEPS),
    planned_on: addDays(month.lastDay, random.int(15) - 5),
  })
}
