import { api } from '../../procedure.ts'
import { addContact, removeContactLink, updateContact, updateContactLink } from './contacts.commands.ts'
import { listContacts } from './contacts.queries.ts'

/** The procedures of the customer area that are about its people. */
export const contactsHandlers = {
  contacts: api.customers.contacts.handler(({ input, context }) => listContacts(context.workspace, input.id)),
  addContact: api.customers.addContact.handler(({ input, context }) => context.asWriter(() => addContact(context.workspace, input))),
  updateContact: api.customers.updateContact.handler(({ input, context }) => context.asWriter(() => updateContact(context.workspace, input))),
  updateContactLink: api.customers.updateContactLink.handler(({ input, context }) =>
    context.asWriter(() => {
      updateContactLink(context.workspace, input)
      return {}
    }),
  ),
  removeContactLink: api.customers.removeContactLink.handler(({ input, context }) =>
    context.asWriter(() => {
      removeContactLink(context.workspace, input.linkId)
      return {}
    }),
  ),
}
