import * as z from 'zod'
import { Currency, line, Minor, PlainDate, procedure, prose, RecordId } from './base.ts'
import { ListQuery, listOf } from './list-query.ts'

export const orderKinds = ['sale', 'return'] as const

export const OrderLineFields = z.object({
  productId: RecordId.nullable(),
  description: line(300).nullable(),
  /** Thousandths of the unit, positive also on a return. */
  quantityMilli: z.int().positive(),
  unitPriceMinor: Minor.nonnegative(),
  discountBp: z.int().min(0).max(10_000),
})

export const OrderFields = z.object({
  /** Left out: the next number of this copy. */
  number: line(60),
  kind: z.enum(orderKinds),
  customerId: RecordId.nullable(),
  employeeId: RecordId.nullable(),
  orderedOn: PlainDate,
  channel: line(60).nullable(),
  currency: Currency,
  /** For a return: the sale that it takes back. */
  originId: RecordId.nullable(),
  opportunityId: RecordId.nullable(),
  note: prose().nullable(),
})

export const OrderRow = OrderFields.omit({ note: true }).extend({
  id: RecordId,
  customerName: z.string().nullable(),
  employeeName: z.string().nullable(),
  lineCount: z.int(),
  /** Positive also for a return. */
  totalMinor: Minor,
})
export type OrderRow = z.infer<typeof OrderRow>

export const OrderLine = OrderLineFields.extend({ id: RecordId, productCode: z.string().nullable(), productName: z.string().nullable(), unit: z.string().nullable(), amountMinor: Minor })
export const Order = OrderRow.extend({ note: z.string().nullable(), originNumber: z.string().nullable(), lines: z.array(OrderLine), returns: z.array(OrderRow) })
export type Order = z.infer<typeof Order>

export const ordersContract = {
  /** Filter and sort by `number`, `kind`, `customerId`, `employeeId`, `orderedOn`, `channel`, `currency`; `sums.totalMinor` is net of returns. */
  list: procedure.input(ListQuery).output(listOf(OrderRow)),
  get: procedure.input(z.object({ id: RecordId })).output(Order),
  /** Refused: a customer or product that was deleted, no lines, a return of more than was sold by its origin. */
  create: procedure
    .input(OrderFields.partial().required({ orderedOn: true, customerId: true }).extend({ lines: z.array(OrderLineFields).min(1).max(1000) }))
    .output(Order),
  update: procedure
    .input(z.object({ id: RecordId, fields: OrderFields.omit({ kind: true }).partial(), lines: z.array(OrderLineFields.extend({ id: RecordId.optional() })).min(1).max(1000).optional() }))
    .output(Order),
  remove: procedure.input(z.object({ id: RecordId })).output(z.object({})),
}
