import { describe, expect, it } from 'vitest'
import { ListQuery } from '#shared/contract/list-query.ts'
import { kindsOf, problemsOf, setupWorkspace, TEST_NOW } from '../../../../tests/helpers/setup-workspace.ts'
import { addContact, updateContactLink } from '../contacts/contacts.commands.ts'
import { createCustomer } from '../customers/public.ts'
import { find } from '../search/find.queries.ts'
import { getTimeline } from '../customers/timeline.queries.ts'
import { completeActivity, logActivity, postponeActivity, removeActivity, updateActivity } from './activities.commands.ts'
import { listActivities } from './activities.queries.ts'

function setupPerson(): { workspace: ReturnType<typeof setupWorkspace>['workspace']; a: string; b: string; person: string; linkId: string } {
  const { workspace } = setupWorkspace({ role: 'rep' })
  const a = createCustomer(workspace, { name: '甲公司' }).id
  const b = createCustomer(workspace, { name: '乙公司' }).id
  const { id: person, linkId } = addContact(workspace, { customerId: a, role: 'buys', contact: { name: '赵敏', phone: '13800138000' } })
  return { workspace, a, b, person, linkId }
}

describe('logActivity', () => {
  it('finds the customer through the person and plans the next step with it', () => {
    const { workspace, a, person } = setupPerson()
    const done = logActivity(workspace, { kind: 'visit', subject: '拜访', doneAt: TEST_NOW, contactIds: [person], nextStep: { kind: 'call', subject: '回访', plannedOn: '2026-03-20' } })
    expect(done).toMatchObject({ customerId: a, customerName: '甲公司', ownerName: '王经理', contacts: [{ name: '赵敏' }] })
    expect(listActivities(workspace, ListQuery.parse({ search: '回访' })).rows).toMatchObject([{ plannedOn: '2026-03-20', doneAt: null, customerId: a }])
    const { entries, total } = getTimeline(workspace, { id: a, offset: 0, limit: 10 })
    expect(entries.map((entry) => [entry.kind, entry.title, entry.isOpen])).toEqual([['activity', '回访', true], ['activity', '拜访', false], ['created', '甲公司', false]])
    expect(total).toBe(3)
  })

  it('refuses a person who does not belong to the customer on that day', () => {
    const { workspace, a, b, person, linkId } = setupPerson()
    expect(problemsOf(() => logActivity(workspace, { kind: 'call', subject: 'x', customerId: b, contactIds: [person] }))).toEqual([
      { field: 'contactIds', kind: 'contact-not-linked', values: { contact: '赵敏', customer: '乙公司', day: '2026-03-18' } },
    ])
    updateContactLink(workspace, { linkId, toOn: '2026-03-17' })
    expect(kindsOf(() => logActivity(workspace, { kind: 'call', subject: 'x', customerId: a, contactIds: [person] }))).toEqual(['contact-not-linked'])
    expect(kindsOf(() => logActivity(workspace, { kind: 'call', subject: 'x', contactIds: [person] }))).toEqual(['contacts-share-no-customer'])
    expect(logActivity(workspace, { kind: 'call', subject: 'x', customerId: a, contactIds: [person], plannedOn: '2026-03-17' }).customerId).toBe(a)
  })

  it('asks which customer when a person has two, and refuses the future', () => {
    const { workspace, b, person } = setupPerson()
    addContact(workspace, { customerId: b, role: 'agent', contactId: person })
    expect(kindsOf(() => logActivity(workspace, { kind: 'call', subject: 'x', contactIds: [person] }))).toEqual(['customer-ambiguous'])
    expect(kindsOf(() => logActivity(workspace, { kind: 'call', subject: 'x', doneAt: TEST_NOW + 86_400_000 }))).toEqual(['done-in-future'])
  })

  it('plans for today when no day is given', () => {
    const { workspace } = setupPerson()
    expect(logActivity(workspace, { kind: 'task', subject: 'x' })).toMatchObject({ plannedOn: '2026-03-18', doneAt: null, customerId: null })
  })
})

describe('an open activity', () => {
  it('is postponed, changed, ticked off once and deleted', () => {
    const { workspace, a, person } = setupPerson()
    const { id } = logActivity(workspace, { kind: 'call', subject: 'x', customerId: a, contactIds: [person] })
    expect(postponeActivity(workspace, { id, plannedOn: '2026-03-25' }).plannedOn).toBe('2026-03-25')
    expect(updateActivity(workspace, { id, fields: { subject: 'y', contactIds: [] } })).toMatchObject({ subject: 'y', contacts: [], customerId: a })
    expect(completeActivity(workspace, { id, result: '好' })).toMatchObject({ doneAt: TEST_NOW, result: '好' })
    expect(kindsOf(() => completeActivity(workspace, { id }))).toEqual(['already-done'])
    expect(kindsOf(() => postponeActivity(workspace, { id, plannedOn: '2026-03-26' }))).toEqual(['already-done'])
    removeActivity(workspace, id)
    expect(listActivities(workspace, ListQuery.parse({})).total).toBe(0)
  })
})

describe('find', () => {
  it('finds by pinyin, initials and the tail of a phone', () => {
    const { workspace } = setupPerson()
    for (const text of ['赵', 'zhaomin', 'zm', '8000']) expect(find(workspace, { text, limit: 5 })).toMatchObject([{ entity: 'contact', title: '赵敏', detail: '甲公司' }])
    expect(find(workspace, { text: '赵', entities: ['customer'], limit: 5 })).toEqual([])
  })
})
