import type { z } from 'zod'
import type { ContactFields, CustomerContact } from '#shared/contract/customers.contract.ts'
import { isLinkValidOn } from '#shared/domain/contacts/link-valid-on.ts'
import { changedOnly, definedOnly, type Given } from '#shared/kernel/given.ts'
import type { RowPatch } from '../../db/records.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { ContactTable } from '../../db/schema.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuse, refuseField } from '../../refusal.ts'
import { requireRight } from '../../rights.ts'
import { requireReference } from '../references/public.ts'
import { getContact, getLinkedContact } from './contacts.queries.ts'

type Contact = z.infer<typeof ContactFields>
type LinkedContact = z.infer<typeof CustomerContact>
type Role = LinkedContact['role']

export interface AddContact {
  readonly customerId: string
  readonly role: Role
  readonly fromOn?: string | null | undefined
  readonly contactId?: string | undefined
  readonly contact?: (Given<Contact> & { readonly name: string }) | undefined
}

/**
 * Links a person to a customer: one who is there already, or a new one.
 *
 * Errors  `Forbidden`; refuses `contact-or-id` unless exactly one of both is given, `contact-already-linked` while a link holds, and
 *         deleted or missing records.
 */
export function addContact(workspace: Workspace, input: AddContact): LinkedContact {
  requireRight(workspace.actor, 'customers.write')
  const customer = requireReference(workspace, 'customer', input.customerId, 'customerId')
  const { contact, contactId } = input
  if ((contact === undefined) === (contactId === undefined)) return refuse('contact-or-id')
  const name = contactId === undefined ? (contact?.name ?? '') : requireReference(workspace, 'contact', contactId, 'contactId')
  if (contactId !== undefined) requireNoLink(workspace, contactId, input, { name, customer })
  const { value: link } = workspace.write({ kind: 'contact.added', detail: { name, customer } }, (records) => {
    const person = contactId === undefined ? records.insert('contact', { ...toRow(contact ?? {}), name }) : idBytes(contactId)
    return records.insert('customer_contact', {
      customer_id: idBytes(input.customerId),
      contact_id: person,
      role: input.role,
      from_on: input.fromOn ?? null,
    })
  })
  return getLinkedContact(workspace, idText(link))
}

/** Sets some fields of a person; they change for all customers of his. Errors: `Forbidden`, `NotFound`. */
export function updateContact(workspace: Workspace, input: { readonly id: string; readonly fields: Given<Contact> }): Contact & { id: string } {
  requireRight(workspace.actor, 'customers.write')
  const before = getContact(workspace, input.id)
  const fields = changedOnly<Contact, Given<Contact>>(input.fields, before)
  workspace.write({ kind: 'contact.updated', detail: { name: before.name } }, (records) => records.update('contact', idBytes(input.id), toRow(fields)))
  return getContact(workspace, input.id)
}

/**
 * Sets role and time of a link; a last day ends it, e.g. when somebody changes employer.
 *
 * Errors  `Forbidden`, `NotFound`; refuses `link-ends-before-start`.
 */
export function updateContactLink(
  workspace: Workspace,
  input: { readonly linkId: string; readonly role?: Role | undefined; readonly fromOn?: string | null | undefined; readonly toOn?: string | null | undefined },
): void {
  requireRight(workspace.actor, 'customers.write')
  const link = getLinkedContact(workspace, input.linkId)
  const from = input.fromOn === undefined ? link.fromOn : input.fromOn
  const to = input.toOn === undefined ? link.toOn : input.toOn
  if (from !== null && to !== null && to < from) refuseField('toOn', 'link-ends-before-start', { from, to })
  workspace.write({ kind: 'contact.link-updated', detail: { name: link.name } }, (records) =>
    records.update('customer_contact', idBytes(input.linkId), definedOnly({ role: input.role, from_on: input.fromOn, to_on: input.toOn })),
  )
}

/** Takes back a link that was a mistake; the person stays. Errors: `Forbidden`, `NotFound`. */
export function removeContactLink(workspace: Workspace, linkId: string): void {
  requireRight(workspace.actor, 'customers.write')
  const { name } = getLinkedContact(workspace, linkId)
  workspace.write({ kind: 'contact.unlinked', detail: { name } }, (records) => records.remove('customer_contact', idBytes(linkId)))
}

function requireNoLink(workspace: Workspace, contactId: string, input: AddContact, names: { name: string; customer: string }): void {
  const day = input.fromOn ?? workspace.clock.today()
  const links = workspace.db
    .prepare<[Buffer, Buffer], { fromOn: string | null; toOn: string | null }>(
      'SELECT from_on AS fromOn, to_on AS toOn FROM customer_contact WHERE contact_id = ? AND customer_id = ?',
    )
    .all(idBytes(contactId), idBytes(input.customerId))
  if (links.some((link) => isLinkValidOn(link, day))) refuseField('contactId', 'contact-already-linked', names)
}

function toRow(fields: Given<Contact>): RowPatch<ContactTable> {
  const { otherPhone, preferredChannel, ...same } = fields
  return definedOnly({ ...same, other_phone: otherPhone, preferred_channel: preferredChannel })
}
