import type { Database } from 'better-sqlite3'
import { phoneDigits } from '#shared/domain/customers/phone-digits.ts'
import { comparableName } from './parse/names.ts'
import type { Ref } from './references.ts'

export interface ContactKeys {
  readonly name: string
  readonly phone: string | null
  readonly mail: string | null
}

interface Link {
  readonly id: Buffer
  readonly role: string
  readonly fromOn: string | null
  readonly toOn: string | null
}

/**
 * Finds people: the same name with the same phone or mail is the same person, in whatever firm; else the same name within
 * one customer.
 */
export class ContactIndex {
  readonly #byPhone = new Map<string, Ref>()
  readonly #byMail = new Map<string, Ref>()
  readonly #byCustomer = new Map<string, Ref>()
  readonly #byName = new Map<string, Ref>()
  readonly #links = new Map<string, Link>()

  constructor(db: Database) {
    const names = new Map<string, string>()
    for (const row of db.prepare<[], ContactKeys & { id: Buffer }>('SELECT id, name, phone, mail FROM contact').all()) {
      this.add({ id: row.id }, row)
      names.set(row.id.toString('latin1'), row.name)
    }
    const links = db
      .prepare<[], Link & { customerId: Buffer; contactId: Buffer }>(
        'SELECT id, customer_id AS customerId, contact_id AS contactId, role, from_on AS fromOn, to_on AS toOn FROM customer_contact',
      )
      .all()
    for (const link of links) this.link(link.customerId, { id: link.contactId }, names.get(link.contactId.toString('latin1')) ?? '', link)
  }

  find(customer: Uint8Array | null, { name, phone, mail }: ContactKeys): Ref | undefined {
    const key = comparableName(name)
    const byPhone = phone === null ? undefined : this.#byPhone.get(`${key} ${phoneDigits(phone)}`)
    const byMail = mail === null ? undefined : this.#byMail.get(`${key} ${mail.toLowerCase()}`)
    const within = customer === null ? undefined : this.#byCustomer.get(`${hex(customer)} ${key}`)
    return byPhone ?? byMail ?? within
  }

  /** Somebody of that name anywhere, for telling "unknown" from "belongs to another customer". */
  hasName(name: string): boolean {
    return this.#byName.has(comparableName(name))
  }

  linkOf(customer: Uint8Array, contact: Ref): Link | undefined {
    return this.#links.get(`${hex(customer)} ${hex(contact.id)}`)
  }

  add(ref: Ref, { name, phone, mail }: ContactKeys): void {
    const key = comparableName(name)
    if (phone !== null) this.#byPhone.set(`${key} ${phoneDigits(phone)}`, ref)
    if (mail !== null) this.#byMail.set(`${key} ${mail.toLowerCase()}`, ref)
    this.#byName.set(key, ref)
  }

  link(customer: Uint8Array, contact: Ref, name: string, link: Link): void {
    this.#byCustomer.set(`${hex(customer)} ${comparableName(name)}`, contact)
    this.#links.set(`${hex(customer)} ${hex(contact.id)}`, link)
  }
}

function hex(id: Uint8Array): string {
  return Buffer.from(id).toString('latin1')
}
