import { minorDigits } from '#shared/kernel/money.ts'
import { lineAmount, PRICE_SCALE, roundedQuotient } from '../parse/amount.ts'
import type { ParsedRow } from '../parsed-row.ts'
import { type CellProblem, problem } from '../problem.ts'
import type { Ref } from '../references.ts'
import type { DraftLine } from './line-store.ts'

/** All lines of one document number in the file. */
export interface OrderDraft {
  readonly number: string
  readonly customer: Ref | null
  readonly employee: Ref | null
  readonly day: string
  readonly channel: string | null
  readonly currency: string
  readonly origin: string | null
  readonly note: string | null
  readonly statesReturn: boolean
  /** Places in the line store. */
  readonly lines: number[]
  isRejected: boolean
}

/**
 * Reads the figures of a line.
 *
 * Edge    a negative quantity or amount means goods that came back: the line is a return with positive figures. The amount as
 *         the file has it wins over quantity × price; without a price it gives the price.
 */
export function draftLine(row: ParsedRow, product: Ref | null, currency: string, statesReturn: boolean): DraftLine | CellProblem {
  const digits = minorDigits(currency)
  const statedAmount = row.amount('line.amount')
  const price = row.amount('line.unit_price')
  const quantity = row.amount('line.quantity') ?? 1000
  const discountBp = row.amount('line.discount') ?? 0
  if (quantity === 0) return problem('quantity-zero')
  if (price === null && statedAmount === null) return problem('price-missing')
  const amount = statedAmount ?? lineAmount(quantity, price ?? 0, discountBp, digits)
  if (!Number.isSafeInteger(amount)) return problem('number-too-large', { text: String(amount) })
  const cost = row.amount('line.cost')
  const unitPrice = price === null ? roundedQuotient(Math.abs(amount) * 1000, Math.abs(quantity)) : roundedQuotient(Math.abs(price), 10 ** (PRICE_SCALE - digits))
  return {
    product,
    description: row.text('line.description'),
    quantityMilli: Math.abs(quantity),
    unitPriceMinor: unitPrice,
    discountBp,
    amountMinor: Math.abs(amount),
    costMinor: cost === null ? null : Math.abs(cost),
    isReturn: statesReturn || quantity < 0 || amount < 0,
  }
}
