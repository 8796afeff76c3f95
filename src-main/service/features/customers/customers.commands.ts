import type { z } from 'zod'
import type { Customer, CustomerFields, customersContract } from '#shared/contract/customers.contract.ts'
import { checkCreditCode } from '#shared/domain/customers/credit-code.ts'
import { wouldCycle } from '#shared/domain/tree/would-cycle.ts'
import { changedOnly, definedOnly, type Given } from '#shared/kernel/given.ts'
import type { RowPatch } from '../../db/records.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { CustomerTable } from '../../db/schema.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuse, refuseField } from '../../refusal.ts'
import { requireRight } from '../../rights.ts'
import { checkReference, requireOwner, requireReference } from '../references/public.ts'
import { getCustomer } from './customer.queries.ts'

type Fields = Given<CustomerFields>
/** Whether somebody said that the customer whose credit code is the same is another one. */
type Confirmed = { readonly maySameCreditCode?: boolean | undefined }
type UpdateMany = z.infer<(typeof customersContract.updateMany)['~orpc']['inputSchema'] & object>

/**
 * Writes a new customer; without an owner he belongs to who writes him.
 *
 * Errors  `Forbidden`; refuses `credit-code-shape`, `credit-code-character`, `credit-code-checksum`, `credit-code-taken` (unless confirmed), `code-taken`, `parent-cycle`, missing or deleted references.
 */
export function createCustomer(workspace: Workspace, { maySameCreditCode, ...input }: Fields & { readonly name: string } & Confirmed): Customer {
  requireRight(workspace.actor, 'customers.write')
  const me = idText(workspace.actor.employeeId)
  const fields: Fields = { ...input, ownerId: input.ownerId === undefined ? me : input.ownerId }
  const checked = checkFields(workspace, fields, null)
  if (maySameCreditCode !== true) checkCreditCodeFree(workspace, null, checked.creditCode)
  const { value: id } = workspace.write({ kind: 'customer.created', detail: { name: input.name } }, (records) =>
    records.insert('customer', { kind: 'firm', life_cycle: 'potential', ...toRow(checked), name: input.name }),
  )
  return getCustomer(workspace, idText(id))
}

/** Sets some fields of a customer. Errors: as `createCustomer`, and `NotFound`. */
export function updateCustomer(workspace: Workspace, input: { readonly id: string; readonly fields: Fields } & Confirmed): Customer {
  requireRight(workspace.actor, 'customers.write')
  const before = getCustomer(workspace, input.id)
  const fields = changedOnly<CustomerFields, Fields>(input.fields, before)
  const checked = checkFields(workspace, fields, input.id)
  if (input.maySameCreditCode !== true) checkCreditCodeFree(workspace, input.id, checked.creditCode)
  workspace.write({ kind: 'customer.updated', detail: { name: before.name } }, (records) => records.update('customer', idBytes(input.id), toRow(checked)))
  return getCustomer(workspace, input.id)
}

/** Sets the same fields of many customers in one step; gives how many there were. Errors: `NotFound` when one is gone; then none is changed. */
export function updateManyCustomers(workspace: Workspace, input: UpdateMany): { changed: number } {
  requireRight(workspace.actor, 'customers.write')
  const row = toRow(checkFields(workspace, input.fields, null))
  workspace.write({ kind: 'customer.updated-many', detail: { count: input.ids.length } }, (records) => {
    for (const id of input.ids) records.update('customer', idBytes(id), row)
  })
  return { changed: input.ids.length }
}

/**
 * Deletes a customer into the bin, and his links to contacts; the contacts stay.
 *
 * Errors  `NotFound`; refuses `customer-has-orders`, `customer-has-children`, since their records would lose whom they are about.
 */
export function removeCustomer(workspace: Workspace, id: string): void {
  requireRight(workspace.actor, 'customers.write')
  const { name, ownerId } = getCustomer(workspace, id)
  // who may not give a customer away may not make him vanish either
  if (ownerId !== null && ownerId !== idText(workspace.actor.employeeId)) requireRight(workspace.actor, 'customers.assign')
  const key = idBytes(id)
  const countOf = (sql: string): number => Number(workspace.db.prepare(sql).pluck().get(key))
  const orders = countOf('SELECT count(*) FROM sales_order WHERE customer_id = ?')
  if (orders > 0) refuse('customer-has-orders', { name, count: orders })
  const children = countOf('SELECT count(*) FROM customer WHERE parent_id = ?')
  if (children > 0) refuse('customer-has-children', { name, count: children })
  const links = workspace.db.prepare<[Buffer], Buffer>('SELECT id FROM customer_contact WHERE customer_id = ?').pluck().all(key)
  workspace.write({ kind: 'customer.removed', detail: { name } }, (records) => {
    for (const link of links) records.remove('customer_contact', link)
    records.remove('customer', key)
  })
}

function checkFields(workspace: Workspace, fields: Fields, id: string | null): Fields {
  requireOwner(workspace, fields.ownerId)
  checkReference(workspace, 'org_unit', fields.orgUnitId, 'orgUnitId')
  checkParent(workspace, id, fields.parentId)
  checkCode(workspace, id, fields.code)
  return fields.creditCode === undefined || fields.creditCode === null ? fields : { ...fields, creditCode: creditCodeOf(fields.creditCode) }
}

function creditCodeOf(text: string): string {
  const checked = checkCreditCode(text)
  if (checked.ok) return checked.value
  const { kind, ...values } = checked.error
  return refuseField('creditCode', kind, { value: text, ...values })
}

/** An equal code is the same legal person; who enters it again all the same has to say so. */
function checkCreditCodeFree(workspace: Workspace, id: string | null, code: string | null | undefined): void {
  if (typeof code !== 'string') return
  const others = workspace.db.prepare<[string], { id: Buffer; name: string }>('SELECT id, name FROM customer WHERE credit_code = ? LIMIT 2').all(code)
  const other = others.find((row) => idText(row.id) !== id)
  if (other) refuseField('creditCode', 'credit-code-taken', { value: code, name: other.name })
}

function checkParent(workspace: Workspace, id: string | null, parentId: string | null | undefined): void {
  if (typeof parentId !== 'string') return
  const parent = requireReference(workspace, 'customer', parentId, 'parentId')
  if (id === null) return
  const statement = workspace.db.prepare<[Buffer], Buffer | null>('SELECT parent_id FROM customer WHERE id = ?').pluck()
  if (wouldCycle(id, parentId, (child) => idText(statement.get(idBytes(child)) ?? null))) refuseField('parentId', 'parent-cycle', { name: parent })
}

/** Codes are unique in this copy only: copies that meet may bring two of a kind, which the similar list then shows. */
function checkCode(workspace: Workspace, id: string | null, code: string | null | undefined): void {
  if (typeof code !== 'string') return
  const others = workspace.db.prepare<[string], { id: Buffer; name: string }>('SELECT id, name FROM customer WHERE code = ? LIMIT 2').all(code)
  const other = others.find((row) => idText(row.id) !== id)
  if (other) refuseField('code', 'code-taken', { code, name: other.name })
}

function toRow(fields: Fields): RowPatch<CustomerTable> {
  const { shortName, formerName, creditCode, lifeCycle, ownerId, orgUnitId, parentId, preferredChannel, creditLimitMinor, creditDays, ...same } = fields
  return definedOnly({
    ...same,
    short_name: shortName,
    former_name: formerName,
    credit_code: creditCode,
    life_cycle: lifeCycle,
    owner_id: idBytes(ownerId),
    org_unit_id: idBytes(orgUnitId),
    parent_id: idBytes(parentId),
    preferred_channel: preferredChannel,
    credit_limit_minor: creditLimitMinor,
    credit_days: creditDays,
  })
}
