import type { DemoCustomer } from './customers.ts'
import type { DemoProduct } from './catalogue.ts'
import type { Random } from './random.ts'
import { MONTHS } from './scale.ts'

/** Demand by calendar month, January first: the Spring Festival hole, the push at the end of the year. */
const SEASON = [0.9, 0.55, 1.05, 1.12, 1.1, 1.02, 0.9, 0.92, 1.1, 1.05, 1.15, 1.28]
const GROWTH_PER_YEAR = 1.09
/** The leaving customer stops this many months before the end. */
const GONE_FOR = 4

export interface DemoLine {
  readonly product: number
  readonly quantity: number
  readonly discountBp: number
}

export interface DemoOrder {
  readonly day: number
  readonly channel: string
  readonly lines: readonly DemoLine[]
  /** Index of a line that comes back some days later, or null. */
  readonly returned: { readonly line: number; readonly afterDays: number } | null
}

/** Gives what a customer orders in one month, days 1-28. `index` counts months from the beginning, MONTHS = the running one. */
export function ordersOfMonth(random: Random, customer: DemoCustomer, index: number, calendarMonth: number, products: readonly DemoProduct[]): DemoOrder[] {
  if (index < customer.since || (customer.story === 'leaving' && index > MONTHS - GONE_FOR)) return []
  const momentum = customer.story === 'star' ? 0.3 + (index / MONTHS) ** 2 * 4 : 1
  const mean = customer.ordersPerMonth * (SEASON[calendarMonth - 1] ?? 1) * GROWTH_PER_YEAR ** (index / 12) * momentum
  return Array.from({ length: random.poisson(mean) }, () => oneOrder(random, customer, products))
}

function oneOrder(random: Random, customer: DemoCustomer, products: readonly DemoProduct[]): DemoOrder {
  // the star buys spare parts (every sixth product, the last family): little money, much margin
  const choose = customer.story === 'star' ? () => random.int(Math.floor(products.length / 6)) * 6 + 5 : () => random.int(products.length)
  const lines = Array.from({ length: 1 + random.poisson(2.3) }, () => {
    const product = choose()
    const price = products[product]?.priceMinor ?? 0
    // dear things are bought singly, cheap ones by the box
    const usual = Math.min(120, 3_000_00 / Math.max(price, 1))
    const quantity = Math.max(1, Math.round(usual * customer.weight * random.between(0.4, 1.6)))
    return { product, quantity, discountBp: customer.isDealer ? 1500 : random.chance(0.3) ? 500 : 0 }
  })
  const returned = random.chance(0.025) ? { line: random.int(lines.length), afterDays: 3 + random.int(20) } : null
  const channel = customer.isDealer ? '经销' : random.chance(0.15) ? '线上' : '直销'
  return { day: 1 + random.int(28), channel, lines, returned }
}
