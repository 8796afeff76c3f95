import { customersOfAll, unlinkedContacts, type ContactLink } from '#shared/domain/contacts/link-valid-on.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuseField } from '../../refusal.ts'
import { requireReference } from '../references/public.ts'

export interface ActivityParties {
  readonly customerId: string | null
  readonly opportunityId: string | null
  readonly contactIds: readonly string[]
  /** The day on which it happens; links must hold on it. */
  readonly day: string
}

/**
 * Gives the customer that an activity belongs to: the named one, else the one of the deal, else the only one that all persons share that day.
 *
 * Errors  refuses `contact-not-linked`, `customer-ambiguous`, `opportunity-other-customer`, deleted or missing records.
 */
export function customerOfActivity(workspace: Workspace, parties: ActivityParties): string | null {
  const { contactIds, day } = parties
  const names = contactIds.map((id) => requireReference(workspace, 'contact', id, 'contactIds'))
  const ofDeal = parties.opportunityId === null ? null : customerOfDeal(workspace, parties.opportunityId)
  if (parties.customerId !== null && ofDeal !== null && ofDeal !== parties.customerId) {
    refuseField('opportunityId', 'opportunity-other-customer', {
      opportunity: requireReference(workspace, 'opportunity', parties.opportunityId ?? '', 'opportunityId'),
      customer: requireReference(workspace, 'customer', parties.customerId, 'customerId'),
    })
  }
  const named = parties.customerId ?? ofDeal
  if (contactIds.length === 0) {
    if (named !== null) requireReference(workspace, 'customer', named, 'customerId')
    return named
  }
  const links = linksOf(workspace, contactIds)
  if (named === null) return onlyCustomerOf(workspace, contactIds, names, day, links)
  const customer = requireReference(workspace, 'customer', named, 'customerId')
  const unlinked = new Set(unlinkedContacts(contactIds, named, day, links))
  if (unlinked.size > 0) {
    const contact = names.filter((_, index) => unlinked.has(contactIds[index] ?? '')).join('、')
    refuseField('contactIds', 'contact-not-linked', { contact, customer, day })
  }
  return named
}

function onlyCustomerOf(workspace: Workspace, contactIds: readonly string[], names: readonly string[], day: string, links: readonly ContactLink[]): string {
  const shared = customersOfAll(contactIds, day, links)
  const [only] = shared
  if (only === undefined) return refuseField('contactIds', 'contacts-share-no-customer', { contact: names.join('、'), day })
  if (shared.length === 1) return only
  return refuseField('customerId', 'customer-ambiguous', {
    contact: names.join('、'),
    customers: shared.map((id) => requireReference(workspace, 'customer', id, 'customerId')).join('、'),
  })
}

function customerOfDeal(workspace: Workspace, id: string): string | null {
  requireReference(workspace, 'opportunity', id, 'opportunityId')
  return idText(workspace.db.prepare<[Buffer], Buffer | null>('SELECT customer_id FROM opportunity WHERE id = ?').pluck().get(idBytes(id)) ?? null)
}

function linksOf(workspace: Workspace, contactIds: readonly string[]): ContactLink[] {
  const statement = workspace.db.prepare<[Buffer], { customerId: Buffer; fromOn: string | null; toOn: string | null }>(
    'SELECT customer_id AS customerId, from_on AS fromOn, to_on AS toOn FROM customer_contact WHERE contact_id = ?',
  )
  return contactIds.flatMap((contactId) => statement.all(idBytes(contactId)).map((link) => ({ ...link, contactId, customerId: idText(link.customerId) })))
}
