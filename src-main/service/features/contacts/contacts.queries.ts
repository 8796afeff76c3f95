import type { z } from 'zod'
import type { ContactFields, CustomerContact } from '#shared/contract/customers.contract.ts'
import type { RecordRef } from '#shared/contract/base.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound } from '../../refusal.ts'
import { requireRow } from '../references/public.ts'

type Contact = z.infer<typeof ContactFields> & { id: string }
type LinkedContact = z.infer<typeof CustomerContact>
type StoredContact = Omit<Contact, 'id'> & { id: Buffer }
type StoredLink = Omit<LinkedContact, 'id' | 'linkId' | 'alsoAt'> & { id: Buffer; linkId: Buffer }

const COLUMNS = `p.id, p.name, p.title, p.phone, p.other_phone AS otherPhone, p.mail, p.wechat, p.birthday, p.background, p.influence,
  p.preferences, p.preferred_channel AS preferredChannel, p.note`

/** Gives one person. Errors: `NotFound`. */
export function getContact(workspace: Workspace, id: string): Contact {
  const row = workspace.db.prepare<[Buffer], StoredContact>(`SELECT ${COLUMNS} FROM contact p WHERE p.id = ?`).get(idBytes(id))
  if (!row) throw new NotFound('contact')
  return { ...row, id: idText(row.id) }
}

/**
 * Gives the people of a customer.
 *
 * Shape   those who belong to him today first, then by name; one entry per link, so that somebody who left and came back stands there twice.
 * Errors  `NotFound`.
 */
export function listContacts(workspace: Workspace, customerId: string): LinkedContact[] {
  requireRow(workspace, 'customer', customerId)
  return linkedContacts(workspace, 'l.customer_id = @key', idBytes(customerId))
}

/** Gives a person in the light of one link. Errors: `NotFound`. */
export function getLinkedContact(workspace: Workspace, linkId: string): LinkedContact {
  const [found] = linkedContacts(workspace, 'l.id = @key', idBytes(linkId))
  if (!found) throw new NotFound('customer_contact')
  return found
}

function linkedContacts(workspace: Workspace, condition: string, key: Buffer): LinkedContact[] {
  const today = workspace.clock.today()
  const rows = workspace.db
    .prepare<[object], StoredLink>(
      `SELECT ${COLUMNS}, l.id AS linkId, l.role, l.from_on AS fromOn, l.to_on AS toOn
       FROM customer_contact l JOIN contact p ON p.id = l.contact_id WHERE ${condition}
       ORDER BY coalesce(l.to_on, '9999') < @today, p.name, p.id, l.id`,
    )
    .all({ today, key })
  return rows.map((row) => ({ ...row, id: idText(row.id), linkId: idText(row.linkId), alsoAt: otherCustomers(workspace, row, today) }))
}

function otherCustomers(workspace: Workspace, row: StoredLink, today: string): RecordRef[] {
  return workspace.db
    .prepare<[Buffer, Buffer, string, string], { id: Buffer; name: string }>(
      `SELECT DISTINCT c.id, c.name FROM customer_contact l JOIN customer c ON c.id = l.customer_id
       WHERE l.contact_id = ? AND l.customer_id <> (SELECT customer_id FROM customer_contact WHERE id = ?)
         AND coalesce(l.from_on, '') <= ? AND coalesce(l.to_on, '9999') >= ? ORDER BY c.name, c.id`,
    )
    .all(row.id, row.linkId, today, today)
    .map(({ id, name }) => ({ id: idText(id), name }))
}
