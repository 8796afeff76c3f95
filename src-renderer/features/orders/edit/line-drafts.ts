import * as z from 'zod'
import { RecordId } from '#shared/contract/base.ts'
import type { Order, OrderLineFields } from '#shared/contract/orders.contract.ts'
import { minorDigits } from '#shared/kernel/money.ts'
import { lineAmount } from './line-amount.ts'
import { parseScaled, writeScaled } from './parse-scaled.ts'

export type LineFields = z.infer<typeof OrderLineFields>

/** The cells of a line that a person fills, from left to right. */
export const lineCells = ['product', 'description', 'quantity', 'price', 'discount'] as const
export type LineCell = (typeof lineCells)[number]

/**
 * One line as it stands in the grid: numbers are the typed text, so that a slip stays where it was typed.
 * `key` is its identity in the grid, `id` the record's own; the discount is in percent.
 */
export const LineDraft = z.object({
  key: z.int(),
  id: RecordId.nullable(),
  productId: RecordId.nullable(),
  productCode: z.string(),
  productName: z.string(),
  unit: z.string(),
  description: z.string(),
  quantity: z.string(),
  price: z.string(),
  discount: z.string(),
})
export type LineDraft = Readonly<z.infer<typeof LineDraft>>

export function emptyLine(key: number): LineDraft {
  return {
    key, id: null, productId: null, productCode: '', productName: '', unit: '', description: '', quantity: '', price: '', discount: '',
  }
}

/** True for a line in which nothing stands: it is not sent. */
export function isEmptyLine(line: LineDraft): boolean {
  return line.productId === null && [line.description, line.quantity, line.price, line.discount].every((text) => text.trim() === '')
}

/** Gives the lines of a stored order as they stand in the grid. */
export function linesOfOrder(order: Pick<Order, 'lines' | 'currency'>): LineDraft[] {
  return order.lines.map((line, index) => ({
    key: index + 1,
    id: line.id,
    productId: line.productId,
    productCode: line.productCode ?? '',
    productName: line.productName ?? '',
    unit: line.unit ?? '',
    description: line.description ?? '',
    quantity: writeScaled(line.quantityMilli, 3),
    price: writeScaled(line.unitPriceMinor, minorDigits(order.currency)),
    discount: line.discountBp === 0 ? '' : writeScaled(line.discountBp, 2),
  }))
}

/** What stands wrong in one cell; message `orders.lines.problem.<kind>`. */
export interface LineProblem {
  readonly key: number
  readonly cell: LineCell
  readonly kind: 'product' | 'quantity' | 'price' | 'discount'
}

export interface ReadLine {
  readonly key: number
  /** Null while something is missing or wrong. */
  readonly fields: (LineFields & { readonly id?: string }) | null
  /** As far as it can be told: null without quantity or price. */
  readonly amountMinor: number | null
  readonly problems: readonly LineProblem[]
}

/**
 * Reads one line of the grid.
 *
 * Units   quantity in units, price in units of the currency, discount in percent.
 * Edge    an empty price or discount is 0; an empty or zero quantity is a problem, as is a line without product and words.
 */
export function readLine(line: LineDraft, currency: string): ReadLine {
  const quantity = parseScaled(line.quantity, 3)
  const price = line.price.trim() === '' ? 0 : parseScaled(line.price, minorDigits(currency))
  const discount = line.discount.trim() === '' ? 0 : parseScaled(line.discount, 2)
  const problems: LineProblem[] = []
  const wrong = (cell: LineCell, kind: LineProblem['kind']): void => void problems.push({ key: line.key, cell, kind })

  const description = line.description.trim() === '' ? null : line.description.trim()
  if (line.productId === null && description === null) wrong('product', 'product')
  if (quantity === null || quantity <= 0) wrong('quantity', 'quantity')
  if (price === null || price < 0) wrong('price', 'price')
  if (discount === null || discount < 0 || discount > 10_000) wrong('discount', 'discount')

  const isComputable = quantity !== null && price !== null && discount !== null && quantity > 0 && discount <= 10_000
  const amountMinor = isComputable ? lineAmount(quantity, price, discount) : null
  if (problems.length > 0 || quantity === null || price === null || discount === null) {
    return { key: line.key, fields: null, amountMinor, problems }
  }
  const id = line.id === null ? {} : { id: line.id }
  const fields = { ...id, productId: line.productId, description, quantityMilli: quantity, unitPriceMinor: price, discountBp: discount }
  return { key: line.key, fields, amountMinor, problems }
}

export interface LineTotals {
  readonly count: number
  /** Thousandths. */
  readonly quantityMilli: number
  readonly totalMinor: number
  /** Before discounts. */
  readonly listMinor: number
}

/** Sums what can be read of the lines; empty lines and cells that are no numbers count nothing. */
export function totalsOf(lines: readonly LineDraft[], currency: string): LineTotals {
  let totals: LineTotals = { count: 0, quantityMilli: 0, totalMinor: 0, listMinor: 0 }
  for (const line of lines) {
    if (isEmptyLine(line)) continue
    const quantity = parseScaled(line.quantity, 3) ?? 0
    const price = parseScaled(line.price, minorDigits(currency)) ?? 0
    totals = {
      count: totals.count + 1,
      quantityMilli: totals.quantityMilli + quantity,
      totalMinor: totals.totalMinor + (readLine(line, currency).amountMinor ?? 0),
      listMinor: totals.listMinor + lineAmount(quantity, price, 0),
    }
  }
  return totals
}
