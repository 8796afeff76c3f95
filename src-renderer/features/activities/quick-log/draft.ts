import * as z from 'zod'
import { activityKinds } from '#shared/contract/activities.contract.ts'
import { addDays } from '#shared/kernel/plain-date.ts'
import type { ActivityKind } from '../activity-kinds.ts'

const SUBJECT_MAX = 200

/** What stands in a quick log before it is saved; kept across a crash. */
export const Draft = z.object({
  customer: z.object({ id: z.string(), name: z.string() }).nullable(),
  opportunityId: z.string().nullable(),
  kind: z.enum(activityKinds),
  text: z.string(),
  contactIds: z.array(z.string()),
  next: z.object({ plannedOn: z.string(), subject: z.string() }).nullable(),
})
export type Draft = z.infer<typeof Draft>

export function emptyDraft(kind: ActivityKind = 'visit', customer: Draft['customer'] = null): Draft {
  return { customer, opportunityId: null, kind, text: '', contactIds: [], next: null }
}

/** True when saving would say something: a text, or a customer with whom a visit or call took place. */
export function canSave(draft: Draft): boolean {
  return draft.text.trim() !== '' || draft.customer !== null
}

export interface LogInput {
  readonly kind: ActivityKind
  readonly subject: string
  readonly customerId: string | null
  readonly opportunityId: string | null
  readonly contactIds: string[]
  readonly doneAt: number
  readonly result?: string
  readonly nextStep?: { readonly kind: ActivityKind; readonly subject: string; readonly plannedOn: string }
}

/**
 * Makes what is sent from what stands in the line.
 *
 * Units   `nowMs` UTC ms.
 * Edge    without a text the word of the kind is the subject ("Visit"); a text too long for a subject goes whole into the result. A next
 *         step without words is called like its kind.
 */
export function toLogInput(draft: Draft, nowMs: number, kindWord: string): LogInput {
  const text = draft.text.replace(/\s+/g, ' ').trim()
  const isLong = text.length > SUBJECT_MAX
  return {
    kind: draft.kind,
    subject: text === '' ? kindWord : isLong ? `${text.slice(0, SUBJECT_MAX - 1)}…` : text,
    customerId: draft.customer?.id ?? null,
    opportunityId: draft.opportunityId,
    contactIds: [...draft.contactIds],
    doneAt: nowMs,
    ...(isLong ? { result: draft.text.trim() } : {}),
    ...(draft.next ? { nextStep: { kind: draft.kind, subject: draft.next.subject.trim() || kindWord, plannedOn: draft.next.plannedOn } } : {}),
  }
}

/** Distances of the one-click dates, in days, with the digit that chooses each together with Alt. */
export const nextStepDays = [1, 3, 7, 14, 30] as const

/** Sets the next step so many days from today; the same distance again takes it away. */
export function withNextStep(draft: Draft, days: number, today: string): Draft {
  const plannedOn = addDays(today, days)
  return { ...draft, next: draft.next?.plannedOn === plannedOn ? null : { plannedOn, subject: draft.next?.subject ?? '' } }
}
