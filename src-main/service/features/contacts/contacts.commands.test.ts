import { describe, expect, it } from 'vitest'
import { Forbidden, NotFound } from '../../refusal.ts'
import { kindsOf, problemsOf, setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { createCustomer } from '../customers/public.ts'
import { addContact, removeContactLink, updateContact, updateContactLink } from './contacts.commands.ts'
import { listContacts } from './contacts.queries.ts'

function setupPeople(): { workspace: ReturnType<typeof setupWorkspace>['workspace']; a: string; b: string } {
  const { workspace } = setupWorkspace()
  return { workspace, a: createCustomer(workspace, { name: '甲公司' }).id, b: createCustomer(workspace, { name: '乙公司' }).id }
}

describe('addContact', () => {
  it('links a new person, and the same person to a second customer', () => {
    const { workspace, a, b } = setupPeople()
    const person = addContact(workspace, { customerId: a, role: 'buys', contact: { name: '赵敏', phone: '138', influence: 5 } })
    expect(person).toMatchObject({ name: '赵敏', role: 'buys', influence: 5, alsoAt: [] })
    addContact(workspace, { customerId: b, role: 'agent', contactId: person.id })
    expect(listContacts(workspace, a)).toMatchObject([{ id: person.id, alsoAt: [{ id: b, name: '乙公司' }] }])
    expect(workspace.db.prepare('SELECT count(*) FROM contact').pluck().get()).toBe(1)
  })

  it('refuses neither or both of person and id', () => {
    const { workspace, a } = setupPeople()
    const { id } = addContact(workspace, { customerId: a, role: 'buys', contact: { name: '赵敏' } })
    expect(kindsOf(() => addContact(workspace, { customerId: a, role: 'buys' }))).toEqual(['contact-or-id'])
    expect(kindsOf(() => addContact(workspace, { customerId: a, role: 'buys', contactId: id, contact: { name: 'x' } }))).toEqual(['contact-or-id'])
  })

  it('refuses a second link while one holds, and allows one afterwards', () => {
    const { workspace, a } = setupPeople()
    const { id, linkId } = addContact(workspace, { customerId: a, role: 'buys', contact: { name: '赵敏' } })
    expect(problemsOf(() => addContact(workspace, { customerId: a, role: 'uses', contactId: id }))).toEqual([
      { field: 'contactId', kind: 'contact-already-linked', values: { name: '赵敏', customer: '甲公司' } },
    ])
    updateContactLink(workspace, { linkId, toOn: '2026-03-01' })
    expect(addContact(workspace, { customerId: a, role: 'uses', contactId: id, fromOn: '2026-03-02' }).role).toBe('uses')
    expect(listContacts(workspace, a).map((link) => link.role)).toEqual(['uses', 'buys'])
  })

  it('refuses a customer or person that is not there', () => {
    const { workspace, a } = setupPeople()
    expect(kindsOf(() => addContact(workspace, { customerId: '00000000-0000-7000-8000-000000000000', role: 'buys', contact: { name: 'x' } }))).toEqual(['customer-missing'])
    expect(kindsOf(() => addContact(workspace, { customerId: a, role: 'buys', contactId: a }))).toEqual(['contact-missing'])
  })

  it('is not for finance', () => {
    const { workspace } = setupWorkspace({ role: 'finance' })
    expect(() => addContact(workspace, { customerId: '00000000-0000-7000-8000-000000000000', role: 'buys', contact: { name: 'x' } })).toThrow(Forbidden)
  })
})

describe('updateContact', () => {
  it('changes the person for all customers', () => {
    const { workspace, a } = setupPeople()
    const { id } = addContact(workspace, { customerId: a, role: 'buys', contact: { name: '赵敏' } })
    expect(updateContact(workspace, { id, fields: { name: '赵敏敏', otherPhone: '010-1' } })).toMatchObject({ name: '赵敏敏', otherPhone: '010-1' })
    expect(listContacts(workspace, a)).toMatchObject([{ name: '赵敏敏', otherPhone: '010-1' }])
    expect(() => updateContact(workspace, { id: a, fields: { name: 'x' } })).toThrow(NotFound)
  })
})

describe('updateContactLink', () => {
  it('refuses an end before the start', () => {
    const { workspace, a } = setupPeople()
    const { linkId } = addContact(workspace, { customerId: a, role: 'buys', fromOn: '2026-02-01', contact: { name: '赵敏' } })
    expect(problemsOf(() => updateContactLink(workspace, { linkId, toOn: '2026-01-31' }))).toEqual([
      { field: 'toOn', kind: 'link-ends-before-start', values: { from: '2026-02-01', to: '2026-01-31' } },
    ])
    expect(() => updateContactLink(workspace, { linkId: a, role: 'buys' })).toThrow(NotFound)
  })
})

describe('removeContactLink', () => {
  it('keeps the person', () => {
    const { workspace, a } = setupPeople()
    const { linkId } = addContact(workspace, { customerId: a, role: 'buys', contact: { name: '赵敏' } })
    removeContactLink(workspace, linkId)
    expect(listContacts(workspace, a)).toEqual([])
    expect(workspace.db.prepare('SELECT count(*) FROM contact').pluck().get()).toBe(1)
    expect(() => removeContactLink(workspace, linkId)).toThrow(NotFound)
  })
})
