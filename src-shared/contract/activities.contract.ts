import * as z from 'zod'
import { line, PlainDate, procedure, prose, RecordId, RecordRef } from './base.ts'
import { ListQuery, listOf } from './list-query.ts'

export const activityKinds = ['visit', 'call', 'wechat', 'mail', 'meeting', 'task'] as const

export const ActivityFields = z.object({
  kind: z.enum(activityKinds),
  subject: line(200),
  customerId: RecordId.nullable(),
  opportunityId: RecordId.nullable(),
  ownerId: RecordId.nullable(),
  plannedOn: PlainDate.nullable(),
  /** UTC ms; null while it is only planned. */
  doneAt: z.number().nullable(),
  result: prose().nullable(),
  place: line(200).nullable(),
  minutes: z.int().min(0).max(1440).nullable(),
  competitorId: RecordId.nullable(),
  contactIds: z.array(RecordId).max(50),
})
export type ActivityFields = z.infer<typeof ActivityFields>

export const Activity = ActivityFields.extend({
  id: RecordId,
  customerName: z.string().nullable(),
  ownerName: z.string().nullable(),
  contacts: z.array(RecordRef),
})
export type Activity = z.infer<typeof Activity>

export const ActivityRow = Activity.pick({
  id: true, kind: true, subject: true, customerId: true, customerName: true, ownerId: true, ownerName: true, plannedOn: true, doneAt: true, result: true, minutes: true,
})

export const activitiesContract = {
  list: procedure.input(ListQuery).output(listOf(ActivityRow)),
  get: procedure.input(z.object({ id: RecordId })).output(Activity),
  /**
   * Logs what was done, or plans a next step (without `doneAt`). Refused: a contact that is not linked to the customer on that day.
   * `nextStep` plans the following activity in the same step.
   */
  log: procedure
    .input(
      ActivityFields.partial()
        .required({ kind: true, subject: true })
        .extend({ nextStep: z.object({ kind: z.enum(activityKinds), subject: line(200), plannedOn: PlainDate }).optional() }),
    )
    .output(Activity),
  update: procedure.input(z.object({ id: RecordId, fields: ActivityFields.partial() })).output(Activity),
  /** Ticks a planned activity off, now. */
  complete: procedure.input(z.object({ id: RecordId, result: prose().optional() })).output(Activity),
  postpone: procedure.input(z.object({ id: RecordId, plannedOn: PlainDate })).output(Activity),
  remove: procedure.input(z.object({ id: RecordId })).output(z.object({})),
}
