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

/**
 * Calls `visit` once a month with the lines that the filter lets in: the first `count` numbers of `rows`, in order.
 *
 * Edge    `rows` is used again for the next month. Lines lie by day, so days are found without looking at each line.
 * Cost    about 2 ns a line and condition; a call for every single line would cost three times as much once several callers exist.
 */
export function forEachMonth(facts: Facts, filter: LineFilter, visit: (chunk: FactChunk, rows: Int32Array, count: number) => void): void {
  scanMonths(facts, filter, (chunk, first, end, rows) => selectCurrency(chunk.currency, filter.currency, first, end, rows), visit)
}

function scanMonths(
  facts: Facts,
  filter: LineFilter,
  start: (chunk: FactChunk, first: number, end: number, rows: Int32Array) => number,
  visit: (chunk: FactChunk, rows: Int32Array, count: number) => void,
): void {
  const rows = new Int32Array(facts.chunks.reduce((most, chunk) => Math.max(most, chunk.rows), 0))
  for (const chunk of facts.chunks) {
    const days = dayBounds(chunk.month, filter)
    if (!days) continue
    let count = start(chunk, firstFromDay(chunk, days.first), firstFromDay(chunk, days.last + 1), rows)
    if (filter.customers !== null) count = keep(chunk.customer, filter.customers, rows, count)
    if (filter.products !== null) count = keep(chunk.product, filter.products, rows, count)
    if (filter.employees !== null) count = keep(chunk.employee, filter.employees, rows, count)
    if (count > 0) visit(chunk, rows, count)
  }
}

function selectCurrency(column: Int16Array, currency: number, first: number, end: number, rows: Int32Array): number {
  let count = 0
  for (let i = first; i < end; i++) if (column[i] === currency) rows[count++] = i
  return count
}

function selectOtherCurrencies(column: Int16Array, currency: number, first: number, end: number, rows: Int32Array): number {
  let count = 0
  for (let i = first; i < end; i++) if (column[i] !== currency) rows[count++] = i
  return count
}

function keep(column: Int32Array, mask: Uint8Array, rows: Int32Array, count: number): number {
  let kept = 0
  for (let at = 0; at < count; at++) {
    const row = rows[at] ?? 0
    if (mask[column[row] ?? -1] === 1) rows[kept++] = row
  }
  return kept
}

/** Gives the first line on or after a day of the month. */
function firstFromDay({ day, rows }: FactChunk, wanted: number): number {
  let low = 0
  let high = rows
  while (low < high) {
    const middle = (low + high) >> 1
    if ((day[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return low
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
  forEachMonth(facts, filter, (chunk, rows, count) => addMonth(sums, chunk, chunk[kind], rows, count))
  return sums
}

function addMonth(sums: GroupSums, chunk: FactChunk, group: Int32Array | Int16Array, rows: Int32Array, count: number): void {
  const { gross, returns, cost, costless, unitsMilli, lines } = sums
  for (let at = 0; at < count; at++) {
    const i = rows[at] ?? 0
    const slot = (group[i] ?? -1) + 1
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
  }
}

/** Sums net sales alone, where the rest is not needed. */
export function netByGroup(facts: Facts, filter: LineFilter, kind: GroupKind, size: number): Float64Array {
  const net = new Float64Array(size + 1)
  forEachMonth(facts, filter, (chunk, rows, count) => {
    const group = chunk[kind]
    for (let at = 0; at < count; at++) {
      const i = rows[at] ?? 0
      const slot = (group[i] ?? -1) + 1
      const amount = chunk.amount[i] ?? 0
      net[slot] = (net[slot] ?? 0) + (chunk.isReturn[i] === 1 ? -amount : amount)
    }
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
  const months = new Map<string, MonthSums>()
  forEachMonth(facts, filter, ({ month, amount, isReturn }, rows, lines) => {
    let grossMinor = 0
    let returnsMinor = 0
    for (let at = 0; at < lines; at++) {
      const i = rows[at] ?? 0
      if (isReturn[i] === 1) returnsMinor += amount[i] ?? 0
      else grossMinor += amount[i] ?? 0
    }
    months.set(month, { grossMinor, returnsMinor, lines })
  })
  return months
}

/** Counts lines that the filter would let in but for their currency; `currencies` is how many there are. */
export function countOtherCurrencies(facts: Facts, filter: LineFilter, currencies: number): number {
  if (currencies === 0 || (currencies === 1 && filter.currency === 0)) return 0
  let total = 0
  scanMonths(
    facts,
    filter,
    (chunk, first, end, rows) => selectOtherCurrencies(chunk.currency, filter.currency, first, end, rows),
    (_chunk, _rows, count) => {
      total += count
    },
  )
  return total
}

/** Counts lines dated after a day. */
export function countAfter(facts: Facts, date: string): number {
  let count = 0
  for (const chunk of facts.chunks) {
    if (chunk.month < date.slice(0, 7)) continue
    count += chunk.rows - firstFromDay(chunk, chunk.month === date.slice(0, 7) ? Number(date.slice(8)) + 1 : 0)
  }
  return count
}
