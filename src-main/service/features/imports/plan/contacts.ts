import { phoneDigits } from '#shared/domain/customers/phone-digits.ts'
import type { SyncTableName } from '../../../db/registry.ts'
import { ContactIndex, type ContactKeys } from '../contact-index.ts'
import { comparableName } from '../parse/names.ts'
import type { ParsedRow } from '../parsed-row.ts'
import type { Ref } from '../references.ts'
import { changedColumns, type Stamp, type Values } from '../write-set.ts'
import type { ImportContext } from './import-context.ts'
import type { Planner } from './planner.ts'
import { filled, missing, requiredCustomer } from './referenced.ts'

const INDEXES = new WeakMap<ImportContext, ContactIndex>()

/** The people of the workspace, loaded once for an import. */
export function contactsOf(context: ImportContext): ContactIndex {
  let index = INDEXES.get(context)
  if (index === undefined) INDEXES.set(context, (index = new ContactIndex(context.workspace.db)))
  return index
}

/** Plans the person of a row and the link to the customer; true when that changes anything. The row has a contact's name. */
export function linkContact(context: ImportContext, row: ParsedRow, customer: Ref): boolean {
  const keys = contactKeys(row)
  const contact = contactsOf(context).find(customer.id, keys)
  if (contact === undefined) {
    addContact(context, row, customer, false)
    return true
  }
  const values = contactValues(row)
  const before = context.writes.inserted('contact', contact.id) ?? context.existing('contact', contact.id) ?? {}
  const patch = changedColumns(before, values)
  if (Object.keys(patch).length > 0) context.writes.set('contact', contact.id, patch)
  return addLink(context, row, customer, contact, keys.name) || Object.keys(patch).length > 0
}

function addContact(context: ImportContext, row: ParsedRow, customer: Ref, isDouble: boolean): void {
  const keys = contactKeys(row)
  const evidence = keys.phone === null ? (keys.mail?.toLowerCase() ?? customer.id) : phoneDigits(keys.phone)
  const contact = { id: isDouble ? context.randomId() : context.newId('contact', evidence, comparableName(keys.name)) }
  context.writes.insert('contact', contact.id, { ...contactValues(row), name: keys.name })
  contactsOf(context).add(contact, keys)
  addLink(context, row, customer, contact, keys.name)
}

/** Plans a file of people: one row a person and customer; one person of several customers is one contact with several links. */
export class ContactPlanner implements Planner {
  readonly #context: ImportContext

  constructor(context: ImportContext) {
    this.#context = context
  }

  get isEmpty(): boolean {
    return this.#context.writes.size === 0
  }

  add(row: ParsedRow): void {
    const context = this.#context
    if (row.text('contact.name') === null) return void missing(context, row, 'contact.name')
    const customer = requiredCustomer(context, row)
    if (customer === null || context.log.isRejected(row.number)) return
    const known = contactsOf(context).find(customer.id, contactKeys(row))
    if (known === undefined || context.request.onDuplicate === 'new') {
      addContact(context, row, customer, known !== undefined)
      return context.log.count('created')
    }
    if (context.request.onDuplicate === 'skip') return context.log.count('skipped')
    context.log.count(linkContact(context, row, customer) ? 'updated' : 'skipped')
  }

  addRejected(): void {
    // A row of its own: nothing else hangs on it.
  }

  finish(): void {
    // Every row is settled when it comes.
  }

  write(stamp: Stamp): Map<SyncTableName, number> {
    return this.#context.writes.apply(this.#context.workspace.db, stamp)
  }
}

function contactKeys(row: ParsedRow): ContactKeys {
  return { name: row.text('contact.name') ?? '', phone: row.text('contact.phone'), mail: row.text('contact.mail') }
}

function addLink(context: ImportContext, row: ParsedRow, customer: Ref, contact: Ref, name: string): boolean {
  const people = contactsOf(context)
  const role = row.text('contact.role')
  const link = people.linkOf(customer.id, contact)
  if (link === undefined) {
    const id = context.newId('customer_contact', customer.id, contact.id)
    context.writes.insert('customer_contact', id, { customer_id: customer.id, contact_id: contact.id, role: role ?? 'other' })
    people.link(customer.id, contact, name, { id, role: role ?? 'other', fromOn: null, toOn: null })
    return true
  }
  if (role === null || role === link.role) return false
  context.writes.set('customer_contact', link.id, { role })
  return true
}

function contactValues(row: ParsedRow): Values {
  return filled({
    title: row.text('contact.title'),
    phone: row.text('contact.phone'),
    other_phone: row.text('contact.other_phone'),
    mail: row.text('contact.mail'),
    wechat: row.text('contact.wechat'),
    birthday: row.date('contact.birthday')?.day ?? null,
    background: row.text('contact.background'),
    influence: row.amount('contact.influence'),
    preferences: row.text('contact.preferences'),
    preferred_channel: row.text('contact.preferred_channel'),
    note: row.text('contact.note'),
  })
}
