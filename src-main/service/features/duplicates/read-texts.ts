import { keptStatement } from '../../db/kept-statement.ts'
import type { Workspace } from '../../db/workspace.ts'
import { idText } from '../../db/record-id.ts'
import type { ContactTexts, CustomerTexts } from './profile.ts'

export interface StoredTexts extends CustomerTexts {
  readonly id: Buffer
  readonly code: string | null
}

type CustomerRow = Omit<StoredTexts, 'contacts'>
type ContactRow = Omit<ContactTexts, 'id'> & { readonly id: Buffer; readonly customer: Buffer }

const CUSTOMER = 'SELECT id, code, kind, name, short_name AS shortName, former_name AS formerName, credit_code AS creditCode, phone, website FROM customer'
const CONTACT = `SELECT l.customer_id AS customer, p.id, p.phone, p.other_phone AS otherPhone, p.mail FROM customer_contact l JOIN contact p ON p.id = l.contact_id`

/** Gives what is compared of one customer; undefined when he is gone. */
export function readTexts({ db }: Pick<Workspace, 'db'>, id: Buffer): StoredTexts | undefined {
  const row = keptStatement<[Buffer], CustomerRow>(db, `${CUSTOMER} WHERE id = ?`).get(id)
  if (row === undefined) return undefined
  return { ...row, contacts: keptStatement<[Buffer], ContactRow>(db, `${CONTACT} WHERE l.customer_id = ?`).all(id).map(asContact) }
}

/** Gives what is compared of the customers with these handles, in two queries. */
export function readTextsOf({ db }: Pick<Workspace, 'db'>, handles: readonly number[]): StoredTexts[] {
  const among = 'SELECT d.id FROM json_each(?) j JOIN duplicate_customer d ON d.handle = j.value'
  const list = JSON.stringify(handles)
  const customers = keptStatement<[string], CustomerRow>(db, `${CUSTOMER} WHERE id IN (${among})`).all(list)
  return withContacts(customers, keptStatement<[string], ContactRow>(db, `${CONTACT} WHERE l.customer_id IN (${among})`).all(list))
}

/** Gives what is compared of all customers. */
export function readAllTexts({ db }: Pick<Workspace, 'db'>): StoredTexts[] {
  return withContacts(db.prepare<[], CustomerRow>(CUSTOMER).all(), db.prepare<[], ContactRow>(CONTACT).all())
}

function withContacts(customers: readonly CustomerRow[], rows: readonly ContactRow[]): StoredTexts[] {
  const contacts = new Map<string, ContactTexts[]>()
  for (const row of rows) {
    const customer = row.customer.toString('latin1')
    const known = contacts.get(customer)
    if (known) known.push(asContact(row))
    else contacts.set(customer, [asContact(row)])
  }
  return customers.map((row) => ({ ...row, contacts: contacts.get(row.id.toString('latin1')) ?? [] }))
}

function asContact({ id, phone, otherPhone, mail }: ContactRow): ContactTexts {
  return { id: idText(id), phone, otherPhone, mail }
}
