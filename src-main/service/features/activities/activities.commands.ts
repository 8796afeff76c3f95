import type { Activity, ActivityFields } from '#shared/contract/activities.contract.ts'
import { changedOnly, definedOnly, type Given } from '#shared/kernel/given.ts'
import { dateOfInstant } from '#shared/kernel/plain-date.ts'
import { derivedId } from '../../db/derived-id.ts'
import type { Records, RowPatch } from '../../db/records.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { ActivityTable, Id } from '../../db/schema.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuseField } from '../../refusal.ts'
import { requireRight } from '../../rights.ts'
import { checkReference, requireOwner } from '../references/public.ts'
import { getActivity } from './activities.queries.ts'
import { customerOfActivity } from './activity-links.ts'

type Fields = Given<ActivityFields>
export type LogActivity = Fields &
  Pick<ActivityFields, 'kind' | 'subject'> & {
    readonly nextStep?: Pick<ActivityFields, 'kind' | 'subject'> & { readonly plannedOn: string } | undefined
  }

/** Clocks of two computers differ; more than this ahead is a slip of the hand. */
const AHEAD_MS = 5 * 60_000

/**
 * Writes down what was done, or plans it: without `doneAt` for the planned day, without either for today. `nextStep` comes in the same step.
 *
 * Errors  `Forbidden`; refuses `done-in-future`, `contact-not-linked`, `customer-ambiguous`, `opportunity-other-customer`, missing records.
 */
export function logActivity(workspace: Workspace, input: LogActivity): Activity {
  requireRight(workspace.actor, 'activities.write')
  const { nextStep, contactIds = [], ...given } = input
  const isPlanned = (given.doneAt ?? null) === null
  const fields: Fields = {
    ...given,
    ownerId: given.ownerId === undefined ? idText(workspace.actor.employeeId) : given.ownerId,
    plannedOn: given.plannedOn ?? (isPlanned ? workspace.clock.today() : null),
  }
  checkFields(workspace, fields)
  const customerId = customerOfActivity(workspace, {
    customerId: fields.customerId ?? null,
    opportunityId: fields.opportunityId ?? null,
    contactIds,
    day: dayOf(workspace, fields.doneAt ?? null, fields.plannedOn ?? null),
  })
  const { value: id } = workspace.write({ kind: isPlanned ? 'activity.planned' : 'activity.logged', detail: { subject: input.subject } }, (records) => {
    const activity = records.insert('activity', { ...toRow({ ...fields, customerId }), kind: input.kind, subject: input.subject })
    for (const contactId of new Set(contactIds)) linkContact(workspace, records, activity, contactId)
    if (nextStep) {
      records.insert('activity', {
        kind: nextStep.kind,
        subject: nextStep.subject,
        planned_on: nextStep.plannedOn,
        customer_id: idBytes(customerId),
        opportunity_id: idBytes(fields.opportunityId ?? null),
        owner_id: idBytes(fields.ownerId ?? null),
      })
    }
    return activity
  })
  return getActivity(workspace, idText(id))
}

/** Sets some fields of an activity; persons are given as the whole list. Errors: as `logActivity`, and `NotFound`. */
export function updateActivity(workspace: Workspace, input: { readonly id: string; readonly fields: Fields }): Activity {
  requireRight(workspace.actor, 'activities.write')
  const before = getActivity(workspace, input.id)
  const { contactIds: givenContacts, ...given } = input.fields
  const fields = changedOnly<ActivityFields, Fields>(given, before)
  checkFields(workspace, fields)
  const contactIds = givenContacts ?? before.contactIds
  const after = { ...before, ...definedOnly(fields) }
  const arePartiesNew = givenContacts !== undefined || ['customerId', 'opportunityId', 'doneAt', 'plannedOn'].some((key) => key in fields)
  const customerId = arePartiesNew
    ? customerOfActivity(workspace, { ...after, contactIds, day: dayOf(workspace, after.doneAt, after.plannedOn) })
    : before.customerId
  workspace.write({ kind: 'activity.updated', detail: { subject: before.subject } }, (records) => {
    const id = idBytes(input.id)
    records.update('activity', id, toRow(customerId === before.customerId ? { ...fields, customerId: undefined } : { ...fields, customerId }))
    for (const gone of before.contactIds.filter((contact) => !contactIds.includes(contact))) unlinkContact(workspace, records, id, gone)
    for (const added of new Set(contactIds.filter((contact) => !before.contactIds.includes(contact)))) linkContact(workspace, records, id, added)
  })
  return getActivity(workspace, input.id)
}

/** Ticks a planned activity off, now. Errors: `Forbidden`, `NotFound`; refuses `already-done`. */
export function completeActivity(workspace: Workspace, input: { readonly id: string; readonly result?: string | undefined }): Activity {
  requireRight(workspace.actor, 'activities.write')
  const before = getActivity(workspace, input.id)
  if (before.doneAt !== null) refuseField('doneAt', 'already-done', { subject: before.subject, day: dateOfInstant(before.doneAt) })
  workspace.write({ kind: 'activity.completed', detail: { subject: before.subject } }, (records) =>
    records.update('activity', idBytes(input.id), definedOnly({ done_at: workspace.clock.now(), result: input.result })),
  )
  return getActivity(workspace, input.id)
}

/** Plans an open activity for another day. Errors: `Forbidden`, `NotFound`; refuses `already-done`. */
export function postponeActivity(workspace: Workspace, input: { readonly id: string; readonly plannedOn: string }): Activity {
  requireRight(workspace.actor, 'activities.write')
  const before = getActivity(workspace, input.id)
  if (before.doneAt !== null) refuseField('plannedOn', 'already-done', { subject: before.subject, day: dateOfInstant(before.doneAt) })
  workspace.write({ kind: 'activity.postponed', detail: { subject: before.subject } }, (records) =>
    records.update('activity', idBytes(input.id), { planned_on: input.plannedOn }),
  )
  return getActivity(workspace, input.id)
}

/** Deletes an activity into the bin, with its links to persons. Errors: `Forbidden`, `NotFound`. */
export function removeActivity(workspace: Workspace, id: string): void {
  requireRight(workspace.actor, 'activities.write')
  const { subject } = getActivity(workspace, id)
  const links = workspace.db.prepare<[Buffer], Buffer>('SELECT id FROM activity_contact WHERE activity_id = ?').pluck().all(idBytes(id))
  workspace.write({ kind: 'activity.removed', detail: { subject } }, (records) => {
    for (const link of links) records.remove('activity_contact', link)
    records.remove('activity', idBytes(id))
  })
}

function checkFields(workspace: Workspace, fields: Fields): void {
  requireOwner(workspace, fields.ownerId)
  checkReference(workspace, 'competitor', fields.competitorId, 'competitorId')
  if (typeof fields.doneAt === 'number' && fields.doneAt > workspace.clock.now() + AHEAD_MS) {
    refuseField('doneAt', 'done-in-future', { day: dateOfInstant(fields.doneAt) })
  }
}

function dayOf(workspace: Workspace, doneAt: number | null, plannedOn: string | null): string {
  return doneAt === null ? (plannedOn ?? workspace.clock.today()) : dateOfInstant(doneAt)
}

/** Derived, so that two copies that add the same person to one activity make one link. */
function linkId(workspace: Workspace, activity: Id, contactId: string): Buffer {
  return derivedId('activity_contact', workspace.firm().id, activity, idBytes(contactId))
}

function linkContact(workspace: Workspace, records: Records, activity: Id, contactId: string): void {
  records.insert('activity_contact', { activity_id: activity, contact_id: idBytes(contactId) }, linkId(workspace, activity, contactId))
}

function unlinkContact(workspace: Workspace, records: Records, activity: Id, contactId: string): void {
  // imported links have other ids than those made here
  const links = workspace.db.prepare<[Id, Buffer], Buffer>('SELECT id FROM activity_contact WHERE activity_id = ? AND contact_id = ?').pluck()
  for (const link of links.all(activity, idBytes(contactId))) records.remove('activity_contact', link)
}

function toRow(fields: Fields): RowPatch<ActivityTable> {
  return definedOnly({
    kind: fields.kind,
    subject: fields.subject,
    customer_id: idBytes(fields.customerId),
    opportunity_id: idBytes(fields.opportunityId),
    owner_id: idBytes(fields.ownerId),
    planned_on: fields.plannedOn,
    done_at: fields.doneAt,
    result: fields.result,
    place: fields.place,
    minutes: fields.minutes,
    competitor_id: idBytes(fields.competitorId),
  })
}
