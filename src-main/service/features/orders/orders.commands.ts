import type { z } from 'zod'
import type { Order, OrderFields } from '#shared/contract/orders.contract.ts'
import { changedOnly, definedOnly, type Given } from '#shared/kernel/given.ts'
import type { Records } from '../../db/records.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuse, refuseField } from '../../refusal.ts'
import { requireRight } from '../../rights.ts'
import { checkReference } from '../references/public.ts'
import { checkNumber, checkReturn, checkReturnsCovered } from './order-checks.ts'
import { isStored, type Line, type PricedLine, priceLine, type StoredLine, storedLines } from './order-lines.ts'
import { nextOrderNumber } from './order-number.ts'
import { getOrder } from './orders.queries.ts'

type Values = z.infer<typeof OrderFields>
type Fields = Given<Values>

/**
 * Writes an order, or a return as a document of its own.
 *
 * Errors  `Forbidden`; refuses `number-taken`, `amount-too-large`, missing or deleted customers and products, and what `checkReturn` refuses.
 */
export function createOrder(workspace: Workspace, input: Fields & { readonly orderedOn: string; readonly customerId: string | null; readonly lines: readonly Line[] }): Order {
  requireRight(workspace.actor, 'orders.write')
  const { lines, ...fields } = input
  const kind = fields.kind ?? 'sale'
  const number = fields.number ?? nextOrderNumber(workspace, kind, fields.orderedOn)
  checkFields(workspace, fields)
  checkNumber(workspace, number, null)
  if (kind === 'return' && typeof fields.originId === 'string') checkReturn(workspace, fields.originId, idBytes(fields.customerId), lines, null)
  const priced = lines.map((line, index) => priceLine(workspace, line, index))
  const { value: id } = workspace.write({ kind: kind === 'return' ? 'return.created' : 'order.created', detail: { number } }, (records) => {
    const order = records.insert('sales_order', {
      ...toRow(fields),
      number,
      kind,
      ordered_on: fields.orderedOn,
      currency: fields.currency ?? workspace.firm().currency,
      employee_id: fields.employeeId === undefined ? Buffer.from(workspace.actor.employeeId) : idBytes(fields.employeeId),
    })
    for (const [position, line] of priced.entries()) records.insert('order_line', { order_id: order, position, ...line })
    return order
  })
  return getOrder(workspace, idText(id))
}

/**
 * Sets fields of an order; with `lines`, these are all of them: known ones are changed, new ones added, the others removed.
 *
 * Edge    a known line keeps the unit cost that it was written with.
 * Errors  as `createOrder`, and `NotFound`; `line-missing` for a line that is not of this order or comes twice; for a sale with returns
 *         `order-has-returns` for another customer, `sold-less-than-returned`.
 */
export function updateOrder(workspace: Workspace, input: { readonly id: string; readonly fields: Omit<Fields, 'kind'>; readonly lines?: readonly Line[] | undefined }): Order {
  requireRight(workspace.actor, 'orders.write')
  const before = getOrder(workspace, input.id)
  const fields = changedOnly<Values, Fields>(input.fields, before)
  const id = idBytes(input.id)
  checkFields(workspace, fields)
  if (fields.number !== undefined) checkNumber(workspace, fields.number, id)
  const after = { ...before, ...definedOnly(fields) }
  if (before.kind === 'return' && after.originId !== null) checkReturn(workspace, after.originId, idBytes(after.customerId), input.lines ?? before.lines, id)
  if (before.kind === 'sale' && before.returns.length > 0) {
    if (after.customerId !== before.customerId) refuseField('customerId', 'order-has-returns', { number: before.number, count: before.returns.length })
    if (input.lines) checkReturnsCovered(workspace, id, input.lines)
  }
  const stored = storedLines(workspace, id)
  checkLineIds(input.lines ?? [], stored)
  const priced = input.lines?.map((line, index) => ({ id: line.id, row: priceLine(workspace, line, index, stored.get(line.id ?? '')) }))
  workspace.write({ kind: 'order.updated', detail: { number: before.number } }, (records) => {
    records.update('sales_order', id, toRow(fields))
    if (priced) writeLines(records, id, stored, priced)
  })
  return getOrder(workspace, input.id)
}

/** Deletes an order with its lines into the bin. Errors: `Forbidden`, `NotFound`; refuses `order-has-returns`. */
export function removeOrder(workspace: Workspace, id: string): void {
  requireRight(workspace.actor, 'orders.write')
  const { number, returns, lines } = getOrder(workspace, id)
  if (returns.length > 0) refuse('order-has-returns', { number, count: returns.length })
  workspace.write({ kind: 'order.removed', detail: { number } }, (records) => {
    for (const line of lines) records.remove('order_line', idBytes(line.id))
    records.remove('sales_order', idBytes(id))
  })
}

function writeLines(
  records: Records,
  orderId: Buffer,
  stored: ReadonlyMap<string, StoredLine>,
  priced: readonly { readonly id: string | undefined; readonly row: PricedLine }[],
): void {
  const kept = new Set(priced.flatMap(({ id }) => id ?? []))
  for (const id of stored.keys()) if (!kept.has(id)) records.remove('order_line', idBytes(id))
  for (const [position, { id, row }] of priced.entries()) {
    if (id === undefined) records.insert('order_line', { order_id: orderId, position, ...row })
    else if (!isStored(row, position, stored.get(id))) records.update('order_line', idBytes(id), { position, ...row })
  }
}

function checkLineIds(lines: readonly Line[], stored: ReadonlyMap<string, unknown>): void {
  const ids = lines.flatMap(({ id }) => id ?? [])
  if (ids.some((id) => !stored.has(id)) || new Set(ids).size < ids.length) refuseField('lines', 'line-missing')
}

function checkFields(workspace: Workspace, fields: Fields): void {
  checkReference(workspace, 'customer', fields.customerId, 'customerId')
  checkReference(workspace, 'employee', fields.employeeId, 'employeeId')
  checkReference(workspace, 'sales_order', fields.originId, 'originId')
  checkReference(workspace, 'opportunity', fields.opportunityId, 'opportunityId')
}

function toRow(fields: Fields) {
  const { number, channel, currency, note } = fields
  return definedOnly({
    number, channel, currency, note,
    customer_id: idBytes(fields.customerId),
    employee_id: idBytes(fields.employeeId),
    ordered_on: fields.orderedOn,
    origin_id: idBytes(fields.originId),
    opportunity_id: idBytes(fields.opportunityId),
  })
}
