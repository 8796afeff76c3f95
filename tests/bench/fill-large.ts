import type { Workspace } from '#service/db/workspace.ts'
import { childId } from '#service/db/derived-id.ts'
import { seededIds } from '#service/ports/ids.ts'
import { addDays, toDayNumber } from '#shared/kernel/plain-date.ts'

export interface Size {
  readonly customers: number
  readonly orders: number
  readonly linesPerOrder: number
}

const WORDS = '恒达 精密 华为 长江 宏远 鼎盛 金龙 天宇 新能 万通 博雅 海川 中泰 联创 瑞丰 光明 兴业 东方 泰和 明珠'.split(' ')
const TRADES = '机械 电子 化工 纺织 食品 医药 建材 五金 塑料 仪表 模具 轴承'.split(' ')
const CITIES = '苏州 上海 杭州 深圳 广州 青岛 武汉 成都 重庆 沈阳 无锡 宁波'.split(' ')
const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗']

/**
 * Fills a workspace with rows of plausible size by plain statements, capture off: what is measured afterwards is reading.
 *
 * Shape  every order of one customer on one of the 730 days before today; every customer one contact, two activities.
 */
export function fillLarge(workspace: Workspace, size: Size): void {
  const { db } = workspace
  const today = workspace.clock.today()
  const now = workspace.clock.now()
  const newId = seededIds(7)
  let state = 12345
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
  const insert = (table: string, columns: string): ((...values: unknown[]) => void) => {
    const names = columns.split(' ')
    const statement = db.prepare(`INSERT INTO ${table} (id, created_at, updated_at, ${names.join(', ')}) VALUES (?, ?, ?${', ?'.repeat(names.length)})`)
    return (id, ...values) => void statement.run(id, now, now, ...values)
  }
  db.transaction(() => {
    db.prepare('UPDATE sync_ctx SET capture = 0').run()
    const employees = Array.from({ length: 40 }, () => newId(now))
    const employee = insert('employee', 'name role')
    employees.forEach((id, i) => employee(id, `${pick(SURNAMES)}${String(i)}`, 'rep'))
    const customer = insert('customer', 'code kind name short_name region industry phone grade life_cycle owner_id note')
    const contact = insert('contact', 'name phone')
    const link = insert('customer_contact', 'customer_id contact_id role')
    const activity = insert('activity', 'kind customer_id owner_id subject planned_on done_at')
    const opportunity = insert('opportunity', 'name customer_id owner_id pipeline_id stage_id amount_minor currency expected_on')
    const stages = db.prepare<[], { id: Buffer; pipeline_id: Buffer }>('SELECT id, pipeline_id FROM pipeline_stage ORDER BY position').all()
    const customers = Array.from({ length: size.customers }, () => newId(now))
    customers.forEach((id, i) => {
      const city = pick(CITIES)
      const name = `${city}${pick(WORDS)}${pick(WORDS)}${pick(TRADES)}${String(i % 97)}有限公司`
      const owner = pick(employees)
      customer(id, `C${String(i).padStart(6, '0')}`, 'firm', name, name.slice(2, 6), city, pick(TRADES), `1${String(3_000_000_000 + random(6_000_000_000))}`, pick(['VIP', 'A', 'B', 'C', 'D']), 'won', owner, null)
      const person = newId(now)
      contact(person, `${pick(SURNAMES)}${pick(WORDS)}`, `1${String(3_000_000_000 + random(6_000_000_000))}`)
      link(newId(now), id, person, 'buys')
      activity(newId(now), 'visit', id, owner, '拜访', null, now - random(200) * 86_400_000)
      if (i % 3 === 0) activity(newId(now), 'call', id, owner, '回访', addDays(today, random(60) - 20), null)
      if (i % 5 === 0) {
        const stage = pick(stages)
        opportunity(newId(now), `${name}采购`, id, owner, stage.pipeline_id, stage.id, random(90_000_000), 'CNY', addDays(today, random(90)))
      }
    })
    const order = insert('sales_order', 'number kind customer_id employee_id ordered_on currency')
    const line = insert('order_line', 'order_id position product_id quantity_milli unit_price_minor discount_bp amount_minor cost_minor')
    const product = insert('product', 'code name is_active')
    const products = Array.from({ length: 200 }, () => newId(now))
    products.forEach((id, i) => product(id, `P${String(i)}`, `${pick(TRADES)}件${String(i)}`, 1))
    for (let i = 0; i < size.orders; i++) {
      const day = addDays(today, -random(730))
      // as an import makes them: orders by their day, lines beside their order
      const id = newId(toDayNumber(day) * 86_400_000 + i)
      const kind = i % 40 === 0 ? 'return' : 'sale'
      order(id, `SO-${String(i).padStart(7, '0')}`, kind, pick(customers), pick(employees), day, 'CNY')
      for (let n = 0; n < size.linesPerOrder; n++) {
        const amount = 1000 + random(900_000)
        line(childId(id, n), id, n, pick(products), 1000, amount, 0, amount, Math.floor(amount * 0.7))
      }
    }
    db.prepare('UPDATE sync_ctx SET capture = 1').run()
  }).immediate()
}
