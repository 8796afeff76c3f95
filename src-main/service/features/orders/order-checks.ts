import type { Workspace } from '../../db/workspace.ts'
import { idBytes } from '../../db/record-id.ts'
import { refuseField } from '../../refusal.ts'

export interface ReturnedLine {
  readonly productId: string | null
  readonly quantityMilli: number
}

/** A number is unique in this copy only; copies use prefixes of their own. Errors: `number-taken`. */
export function checkNumber({ db }: Workspace, number: string, except: Buffer | null): void {
  const other = db.prepare<[string], Buffer>('SELECT id FROM sales_order WHERE number = ? LIMIT 2').pluck().all(number).find((id) => except === null || !id.equals(except))
  if (other) refuseField('number', 'number-taken', { number })
}

/**
 * Checks a return against the sale that it takes back.
 *
 * Errors  `origin-not-a-sale`, `origin-other-customer`, and `returned-too-much` with product, sold and already returned quantity (in units).
 */
export function checkReturn({ db }: Workspace, originId: string, customerId: Buffer | null, lines: readonly ReturnedLine[], except: Buffer | null): void {
  const origin = db
    .prepare<[Buffer], { kind: string; customerId: Buffer | null; number: string }>('SELECT kind, customer_id AS customerId, number FROM sales_order WHERE id = ?')
    .get(idBytes(originId))
  if (origin?.kind !== 'sale') refuseField('originId', 'origin-not-a-sale')
  const isSameCustomer = origin.customerId === null ? customerId === null : customerId !== null && origin.customerId.equals(customerId)
  if (!isSameCustomer) refuseField('originId', 'origin-other-customer', { number: origin.number })
  const sold = quantities(db, `o.id = ?`, [idBytes(originId)])
  const returned = quantities(db, `o.origin_id = ? AND o.kind = 'return' AND (? IS NULL OR o.id <> ?)`, [idBytes(originId), except, except])
  for (const [key, quantity] of quantityByProduct(lines)) {
    const was = sold.get(key)
    const before = returned.get(key)?.quantity ?? 0
    if (quantity + before > (was?.quantity ?? 0)) {
      refuseField('lines', 'returned-too-much', { product: was?.name ?? '', sold: (was?.quantity ?? 0) / 1000, returned: before / 1000 })
    }
  }
}

/** Checks that the lines of a sale still cover what was returned of it. Errors: `sold-less-than-returned`. */
export function checkReturnsCovered({ db }: Workspace, saleId: Buffer, lines: readonly ReturnedLine[]): void {
  const wanted = quantityByProduct(lines)
  for (const [key, { quantity, name }] of quantities(db, `o.origin_id = ? AND o.kind = 'return'`, [saleId])) {
    if (quantity > (wanted.get(key) ?? 0)) refuseField('lines', 'sold-less-than-returned', { product: name ?? '', returned: quantity / 1000 })
  }
}

function quantityByProduct(lines: readonly ReturnedLine[]): Map<string, number> {
  const wanted = new Map<string, number>()
  for (const { productId, quantityMilli } of lines) {
    const key = productId === null ? '' : idBytes(productId).toString('hex')
    wanted.set(key, (wanted.get(key) ?? 0) + quantityMilli)
  }
  return wanted
}

function quantities(db: Workspace['db'], where: string, parameters: readonly unknown[]): Map<string, { readonly quantity: number; readonly name: string | null }> {
  const rows = db
    .prepare<unknown[], { key: string; quantity: number; name: string | null }>(
      `SELECT coalesce(lower(hex(l.product_id)), '') AS key, sum(l.quantity_milli) AS quantity, max(p.name) AS name
       FROM sales_order o JOIN order_line l ON l.order_id = o.id LEFT JOIN product p ON p.id = l.product_id WHERE ${where} GROUP BY 1`,
    )
    .all(...parameters)
  return new Map(rows.map(({ key, quantity, name }) => [key, { quantity, name }]))
}
