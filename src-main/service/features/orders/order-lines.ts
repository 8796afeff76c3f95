import type { z } from 'zod'
import type { OrderLineFields } from '#shared/contract/orders.contract.ts'
import { lineAmount, lineCost, rescaledCost } from '#shared/domain/orders/line-amount.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuseField } from '../../refusal.ts'
import { requireReference } from '../references/public.ts'

export type Line = z.infer<typeof OrderLineFields> & { readonly id?: string | undefined }
export type PricedLine = ReturnType<typeof priceLine>

/** What is kept of a line that was written before. */
export interface StoredLine {
  readonly productId: string | null
  readonly description: string | null
  readonly position: number
  readonly quantityMilli: number
  readonly unitPriceMinor: number
  readonly discountBp: number
  readonly amountMinor: number
  readonly costMinor: number | null
}

/** Gives the lines of an order by their id. */
export function storedLines({ db }: Workspace, orderId: Buffer): ReadonlyMap<string, StoredLine> {
  const rows = db
    .prepare<[Buffer], Omit<StoredLine, 'productId'> & { id: Buffer; productId: Buffer | null }>(
      `SELECT id, product_id AS productId, description, position, quantity_milli AS quantityMilli, unit_price_minor AS unitPriceMinor,
         discount_bp AS discountBp, amount_minor AS amountMinor, cost_minor AS costMinor FROM order_line WHERE order_id = ?`,
    )
    .all(orderId)
  return new Map(rows.map((row) => [idText(row.id), { ...row, productId: idText(row.productId) }]))
}

/**
 * Gives a line as it is stored, with its amount and the cost of its goods.
 *
 * Edge    with `before` of the same product the unit cost of that time stays, and a product that was deleted since may stay. With
 *         quantity, price and discount as before the amount stays too: an imported one need not be their product.
 * Errors  refuses `product-missing`, `product-deleted`, `amount-too-large` beside the line.
 */
export function priceLine(workspace: Workspace, line: Line, index: number, before?: StoredLine) {
  const field = `lines.${String(index)}`
  const isSameProduct = before !== undefined && before.productId === line.productId
  if (line.productId !== null && !isSameProduct) requireReference(workspace, 'product', line.productId, `${field}.productId`)
  const isSamePrice = before !== undefined && before.quantityMilli === line.quantityMilli && before.unitPriceMinor === line.unitPriceMinor && before.discountBp === line.discountBp
  const amount = isSamePrice ? before.amountMinor : lineAmount(line)
  if (amount === null) return refuseField(field, 'amount-too-large')
  return {
    product_id: idBytes(line.productId),
    description: line.description,
    quantity_milli: line.quantityMilli,
    unit_price_minor: line.unitPriceMinor,
    discount_bp: line.discountBp,
    amount_minor: amount,
    cost_minor: isSameProduct && before.quantityMilli > 0
      ? rescaledCost(before.costMinor, before.quantityMilli, line.quantityMilli)
      : lineCost(line.quantityMilli, unitCostOf(workspace, line.productId)),
  }
}

/** Tells whether a line is already stored as it would be written. */
export function isStored(row: PricedLine, position: number, before: StoredLine | undefined): boolean {
  return (
    before !== undefined && before.position === position && before.productId === idText(row.product_id) && before.description === row.description &&
    before.quantityMilli === row.quantity_milli && before.unitPriceMinor === row.unit_price_minor && before.discountBp === row.discount_bp &&
    before.amountMinor === row.amount_minor && before.costMinor === row.cost_minor
  )
}

function unitCostOf({ db }: Workspace, productId: string | null): number | null {
  if (productId === null) return null
  return db.prepare<[Buffer], number | null>('SELECT cost_minor FROM product WHERE id = ?').pluck().get(idBytes(productId)) ?? null
}
