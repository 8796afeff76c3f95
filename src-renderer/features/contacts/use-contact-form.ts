import * as z from 'zod'
import { PlainDate, RecordId } from '#shared/contract/base.ts'
import { ContactFields, contactRoles, type CustomerContact } from '#shared/contract/customers.contract.ts'
import { useForm } from '#renderer/ui/form/index.ts'
import { useRpc } from '#renderer/ui/rpc/index.ts'

/** A person together with the link to one customer, as one form. */
export const ContactOfCustomer = ContactFields.extend({ role: z.enum(contactRoles), fromOn: PlainDate.nullable(), toOn: PlainDate.nullable() })
type ContactOfCustomer = z.infer<typeof ContactOfCustomer>

const linkFields = ['role', 'fromOn', 'toOn'] as const

export function emptyContact(): ContactOfCustomer {
  return {
    name: '', title: null, phone: null, otherPhone: null, mail: null, wechat: null, birthday: null, background: null, influence: null,
    preferences: null, preferredChannel: null, note: null, role: 'other', fromOn: null, toOn: null,
  }
}

/** The form that adds a new person to a customer. */
export function useNewContactForm(customerId: string) {
  const rpc = useRpc()
  return useForm<ContactOfCustomer, CustomerContact>({
    key: `contact.new.${customerId}`,
    schema: ContactOfCustomer,
    initial: emptyContact,
    save: (_changed, all) => {
      const { role, fromOn, toOn: _toOn, ...contact } = all
      return rpc.customers.addContact({ customerId, role, fromOn, contact: { ...filled(contact), name: contact.name } })
    },
  })
}

/** The form of a person that a customer has: the person's own fields and the link are written separately, each only when changed. */
export function useContactForm(contact: CustomerContact) {
  const rpc = useRpc()
  return useForm<ContactOfCustomer, { readonly id: string }>({
    key: `contact.${contact.linkId}`,
    schema: ContactOfCustomer,
    initial: () => ContactOfCustomer.parse(contact),
    save: async (changed) => {
      const { person, link } = splitChange(changed)
      if (Object.keys(person).length > 0) await rpc.customers.updateContact({ id: contact.id, fields: person })
      if (Object.keys(link).length > 0) await rpc.customers.updateContactLink({ linkId: contact.linkId, ...link })
      return { id: contact.id }
    },
  })
}

export const ExistingContact = z.object({ contactId: RecordId, role: z.enum(contactRoles), fromOn: PlainDate.nullable() })

/** The form that links a person who is known already to another customer. */
export function useLinkContactForm(customerId: string) {
  const rpc = useRpc()
  return useForm<z.input<typeof ExistingContact>, CustomerContact>({
    key: `contact.link.${customerId}`,
    schema: ExistingContact,
    initial: () => ({ contactId: '', role: 'other', fromOn: null }),
    save: (_changed, all) => rpc.customers.addContact({ customerId, contactId: all.contactId, role: all.role, fromOn: all.fromOn }),
  })
}

/** Sorts the changed fields of a form by what they belong to. */
export function splitChange(changed: Partial<ContactOfCustomer>) {
  const isLink = (field: string): boolean => linkFields.some((known) => known === field)
  const entries = Object.entries(changed)
  return {
    person: Object.fromEntries(entries.filter(([field]) => !isLink(field))) as Partial<z.infer<typeof ContactFields>>,
    link: Object.fromEntries(entries.filter(([field]) => isLink(field))) as Partial<Pick<ContactOfCustomer, (typeof linkFields)[number]>>,
  }
}

function filled<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Partial<T>
}
