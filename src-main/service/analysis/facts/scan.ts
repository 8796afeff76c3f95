import type { Facts } from './load.ts'
import { NO_COST } from './layout.ts'
import type { FactChunk } from './layout.ts'

/** Which lines count. A mask has one byte per number of its kind: 1 lets the line in; lines without an id are out then. */
export interface LineFilter {
  readonly from: string
  readonly to: string
  /** Number of the currency; -1 matches nothing. */
  readonly currency: number
  readonly customers: Uint8Array | null
  readonly products: Uint8Array | null
  readonly employees: Uint8Array | null
}

export type GroupKind = 'customer' | 'product' | 'employee' | 'channel'

/** Sums by number of the group's kind; slot 0 is for lines without it, slot n + 1 for number n. */
export interface GroupSums {
  readonly gross: Float64Array
  readonly returns: Float64Array
  /** Net cost of goods, of lines whose cost is known. */
  readonly cost: Float64Array
  /** Lines whose cost is not known. */
  readonly costless: Int32Array
  readonly unitsMilli: Float64Array
  readonly lines: Int32Array
}

/** Calls `visit` for every line that the filter lets in. Cost: about 5 ns a line. */
export function forEachLine(facts: Facts, filter: LineFilter, visit: (chunk: FactChunk, row: number) => void): void {
  const { customers, products, employees, currency } = filter
  for (const chunk of facts.chunks) {
    const days = dayBounds(chunk.month, filter)
    if (!days) continue
    const { day } = chunk
    for (let i = 0; i < chunk.rows; i++) {
      const d = day[i] ?? 0
      if (d < days.first || d > days.last || chunk.currency[i] !== currency) continue
      if (customers !== null && customers[chunk.customer[i] ?? -1] !== 1) continue
      if (products !== null && products[chunk.product[i] ?? -1] !== 1) continue
      if (employees !== null && employees[chunk.employee[i] ?? -1] !== 1) continue
      visit(chunk, i)
    }
  }
}

function dayBounds(month: string, { from, to }: { readonly from: string; readonly to: string }): { first: number; last: number } | null {
  if (from > to || month < from.slice(0, 7) || month > to.slice(0, 7)) return null
  return {
    first: month === from.slice(0, 7) ? Number(from.slice(8)) : 1,
    last: month === to.slice(0, 7) ? Number(to.slice(8)) : 31,
  }
}

/** Sums lines by customer, product, employee or channel; `size` is how many numbers the kind has. */
export function sumByGroup(facts: Facts, filter: LineFilter, kind: GroupKind, size: number): GroupSums {
  const sums: GroupSums = {
    gross: new Float64Array(size + 1),
    returns: new Float64Array(size + 1),
    cost: new Float64Array(size + 1),
    costless: new Int32Array(size + 1),
    unitsMilli: new Float64Array(size + 1),
    lines: new Int32Array(size + 1),
  }
  const { gross, returns, cost, costless, unitsMilli, lines } = sums
  forEachLine(facts, filter, (chunk, i) => {
    const slot = (chunk[kind][i] ?? -1) + 1
    const amount = chunk.amount[i] ?? 0
    const quantity = chunk.quantity[i] ?? 0
    const lineCost = chunk.cost[i] ?? NO_COST
    const isReturn = chunk.isReturn[i] === 1
    if (isReturn) returns[slot] = (returns[slot] ?? 0) + amount
    else gross[slot] = (gross[slot] ?? 0) + amount
    unitsMilli[slot] = (unitsMilli[slot] ?? 0) + (isReturn ? -quantity : quantity)
    if (lineCost === NO_COST) costless[slot] = (costless[slot] ?? 0) + 1
    else cost[slot] = (cost[slot] ?? 0) + (isReturn ? -lineCost : lineCost)
    lines[slot] = (lines[slot] ?? 0) + 1
  })
  return sums
}

/** Sums net sales alone, where the rest is not needed. */
export function netByGroup(facts: Facts, filter: LineFilter, kind: GroupKind, size: number): Float64Array {
  const net = new Float64Array(size + 1)
  forEachLine(facts, filter, (chunk, i) => {
    const slot = (chunk[kind][i] ?? -1) + 1
    const amount = chunk.amount[i] ?? 0
    net[slot] = (net[slot] ?? 0) + (chunk.isReturn[i] === 1 ? -amount : amount)
  })
  return net
}

export interface MonthSums {
  readonly grossMinor: number
  readonly returnsMinor: number
  readonly lines: number
}

/** Sums by month; months without a matching line do not occur. */
export function sumByMonth(facts: Facts, filter: LineFilter): Map<string, MonthSums> {
  const months = new Map<string, { grossMinor: number; returnsMinor: number; lines: number }>()
  let current: { grossMinor: number; returnsMinor: number; lines: number } | undefined
  let month = ''
  forEachLine(facts, filter, (chunk, i) => {
    if (!current || chunk.month !== month) {
      month = chunk.month
      current = { grossMinor: 0, returnsMinor: 0, lines: 0 }
      months.set(month, current)
    }
    if (chunk.isReturn[i] === 1) current.returnsMinor += chunk.amount[i] ?? 0
    else current.grossMinor += chunk.amount[i] ?? 0
    current.lines++
  })
  return months
}

/** Counts lines that the filter would let in but for their currency. */
export function countOtherCurrencies(facts: Facts, filter: LineFilter, currencies: number): number {
  let count = 0
  for (let currency = 0; currency < currencies; currency++) {
    if (currency !== filter.currency) forEachLine(facts, { ...filter, currency }, () => count++)
  }
  return count
}

/** Counts lines dated after a day. */
export function countAfter(facts: Facts, date: string): number {
  let count = 0
  for (const chunk of facts.chunks) {
    if (chunk.month < date.slice(0, 7)) continue
    const last = chunk.month === date.slice(0, 7) ? Number(date.slice(8)) : 0
    for (const day of chunk.day) if (day > last) count++
  }
  return count
}
