/**
 * How one month of order lines lies in a block of bytes: typed columns one after the other, read without copying.
 *
 * Order of columns: the widest first, so that each is aligned. Numbers are little-endian, as on every machine we run on.
 */

export type NumberColumn = Int32Array | Float64Array

export interface FactChunk {
  readonly month: string
  readonly revision: number
  readonly rows: number
  /** Documents in the month; `order` numbers them from 0. */
  readonly orders: number
  /** Minor units, net of discount, positive for sales and returns alike. */
  readonly amount: NumberColumn
  /** Thousandths of the unit. */
  readonly quantity: NumberColumn
  /** Minor units; NO_COST where unknown. */
  readonly cost: NumberColumn
  /** Numbers from `fact_key`; -1 where the line has none. */
  readonly customer: Int32Array
  readonly product: Int32Array
  readonly employee: Int32Array
  readonly order: Int32Array
  readonly channel: Int16Array
  readonly currency: Int16Array
  /** Day of the month, 1-31. */
  readonly day: Uint8Array
  /** 1 for a line of a return document. */
  readonly isReturn: Uint8Array
}

export const NO_COST = -2_147_483_648
const MAX_INT32 = 2_147_483_647
const VERSION = 1
const HEADER_BYTES = 32

/** One line on its way into a block, numbers instead of ids; cost is NO_COST where unknown. */
export type FactRow = readonly [
  day: number,
  isReturn: number,
  customer: number,
  employee: number,
  channel: number,
  currency: number,
  product: number,
  quantity: number,
  amount: number,
  cost: number,
  order: number,
]

/** Gives the bytes of a month; the same rows in the same order give the same bytes. */
export function encodeChunk(rows: readonly FactRow[]): Uint8Array<ArrayBuffer> {
  const n = rows.length
  const wide = (column: 7 | 8 | 9): boolean => rows.some((row) => Math.abs(row[column] === NO_COST ? 0 : row[column]) > MAX_INT32)
  const widths: [boolean, boolean, boolean] = [wide(8), wide(7), wide(9)]
  const orders = rows.reduce((most, row) => Math.max(most, row[10] + 1), 0)
  const bytes = new Uint8Array(new ArrayBuffer(sizeOf(n, widths)))
  new Int32Array(bytes.buffer, 0, 6).set([VERSION, n, orders, ...widths.map(Number)])
  const chunk = view(bytes, n, widths)
  rows.forEach((row, i) => {
    chunk.day[i] = row[0]
    chunk.isReturn[i] = row[1]
    chunk.customer[i] = row[2]
    chunk.employee[i] = row[3]
    chunk.channel[i] = row[4]
    chunk.currency[i] = row[5]
    chunk.product[i] = row[6]
    chunk.quantity[i] = row[7]
    chunk.amount[i] = row[8]
    chunk.cost[i] = row[9]
    chunk.order[i] = row[10]
  })
  return bytes
}

/** Reads a block in place. Errors: throws on a block of another version or length; it has to be rebuilt. */
export function decodeChunk(month: string, revision: number, body: Uint8Array): FactChunk {
  // A view needs an aligned start, which a buffer from a pool does not promise.
  const bytes = body.byteOffset % 8 === 0 ? body : new Uint8Array(body)
  const header = new Int32Array(bytes.buffer, bytes.byteOffset, HEADER_BYTES / 4)
  const [version, rows = 0, orders = 0, wideAmount, wideQuantity, wideCost] = header
  const widths: [boolean, boolean, boolean] = [wideAmount === 1, wideQuantity === 1, wideCost === 1]
  if (version !== VERSION || bytes.byteLength !== sizeOf(rows, widths)) throw new Error(`facts.decodeChunk: unreadable block of ${month}`)
  return { month, revision, rows, orders, ...view(bytes, rows, widths) }
}

type Columns = Omit<FactChunk, 'month' | 'revision' | 'rows' | 'orders'>

function sizeOf(rows: number, widths: readonly boolean[]): number {
  const doubles = widths.filter(Boolean).length
  return HEADER_BYTES + rows * 8 * doubles + pad(rows * (4 * (3 - doubles) + 16 + 4 + 2))
}

function pad(bytes: number): number {
  return Math.ceil(bytes / 8) * 8
}

function view(bytes: Uint8Array, n: number, widths: readonly [boolean, boolean, boolean]): Columns {
  const { buffer } = bytes
  let at = bytes.byteOffset + HEADER_BYTES
  const take = (size: number): number => {
    const start = at
    at += n * size
    return start
  }
  const names = ['amount', 'quantity', 'cost'] as const
  const numbers: Partial<Record<(typeof names)[number], NumberColumn>> = {}
  names.forEach((name, i) => {
    if (widths[i]) numbers[name] = new Float64Array(buffer, take(8), n)
  })
  names.forEach((name, i) => {
    if (!widths[i]) numbers[name] = new Int32Array(buffer, take(4), n)
  })
  const { amount, quantity, cost } = numbers
  if (!amount || !quantity || !cost) throw new Error('facts.view: a column is missing')
  return {
    amount,
    quantity,
    cost,
    customer: new Int32Array(buffer, take(4), n),
    product: new Int32Array(buffer, take(4), n),
    employee: new Int32Array(buffer, take(4), n),
    order: new Int32Array(buffer, take(4), n),
    channel: new Int16Array(buffer, take(2), n),
    currency: new Int16Array(buffer, take(2), n),
    day: new Uint8Array(buffer, take(1), n),
    isReturn: new Uint8Array(buffer, take(1), n),
  }
}
