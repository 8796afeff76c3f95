import * as z from 'zod'
import { line, Minor, PlainDate, procedure, prose, RecordId, RecordRef } from './base.ts'
import { ListQuery, listOf } from './list-query.ts'

export const customerKinds = ['firm', 'person', 'joint'] as const
export const lifeCycles = ['potential', 'intent', 'won', 'stable', 'dormant', 'lost'] as const
export const grades = ['VIP', 'A', 'B', 'C', 'D'] as const
export const channels = ['visit', 'call', 'wechat', 'mail', 'meeting'] as const

/** What a person may fill in; null empties a field. */
export const CustomerFields = z.object({
  code: line(60).nullable(),
  kind: z.enum(customerKinds),
  name: line(500),
  shortName: line(100).nullable(),
  formerName: line(500).nullable(),
  /** Unified social credit code; the checksum of GB 32100-2015 is verified. */
  creditCode: line(18).nullable(),
  industry: line(100).nullable(),
  region: line(100).nullable(),
  address: line(500).nullable(),
  phone: line(60).nullable(),
  website: line(200).nullable(),
  grade: z.enum(grades).nullable(),
  source: line(100).nullable(),
  lifeCycle: z.enum(lifeCycles),
  ownerId: RecordId.nullable(),
  orgUnitId: RecordId.nullable(),
  parentId: RecordId.nullable(),
  preferredChannel: z.enum(channels).nullable(),
  creditLimitMinor: Minor.nonnegative().nullable(),
  creditDays: z.int().min(0).max(3650).nullable(),
  note: prose().nullable(),
})
export type CustomerFields = z.infer<typeof CustomerFields>

export const Customer = CustomerFields.extend({
  id: RecordId,
  ownerName: z.string().nullable(),
  orgUnitName: z.string().nullable(),
  parentName: z.string().nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
})
export type Customer = z.infer<typeof Customer>

/** List fields that can be filtered and sorted: every key of this shape except `id`, `ownerName` and `orgUnitName`. */
export const CustomerRow = Customer.pick({
  id: true, code: true, name: true, shortName: true, kind: true, grade: true, lifeCycle: true, industry: true, region: true,
  source: true, phone: true, ownerId: true, ownerName: true, orgUnitId: true, orgUnitName: true, createdAt: true, updatedAt: true,
}).extend({
  /** Net sales of the last 12 months up to today (or the newest order, see the analysis rules), firm currency. */
  sales12Minor: Minor,
  lastOrderOn: PlainDate.nullable(),
  lastContactOn: PlainDate.nullable(),
  nextStepOn: PlainDate.nullable(),
})
export type CustomerRow = z.infer<typeof CustomerRow>

/** The head of the customer page. */
export const CustomerSummary = z.object({
  customer: Customer,
  sales12Minor: Minor,
  salesPrevious12Minor: Minor,
  sales12AsOf: PlainDate,
  currency: z.string(),
  openOpportunities: z.int(),
  openOpportunitiesMinor: Minor,
  lastOrderOn: PlainDate.nullable(),
  lastContactOn: PlainDate.nullable(),
  nextStep: z.object({ id: RecordId, subject: z.string(), plannedOn: PlainDate }).nullable(),
  /** Share of the recommended fields that are filled, 0-100. */
  completeness: z.int().min(0).max(100),
  missingFields: z.array(z.string()),
})

/** One thing that happened with a customer. */
export const TimelineEntry = z.object({
  kind: z.enum(['activity', 'order', 'return', 'opportunity', 'stage', 'created']),
  id: RecordId,
  on: PlainDate,
  at: z.number(),
  title: z.string(),
  /** Activity kind, or stage name. */
  detail: z.string().nullable(),
  text: z.string().nullable(),
  amountMinor: Minor.nullable(),
  by: z.string().nullable(),
  /** Still planned: a next step. */
  isOpen: z.boolean(),
  contacts: z.array(RecordRef),
})
export type TimelineEntry = z.infer<typeof TimelineEntry>

export const contactRoles = ['decides', 'influences', 'uses', 'buys', 'pays', 'blocks', 'relative', 'agent', 'other'] as const

export const ContactFields = z.object({
  name: line(100),
  title: line(100).nullable(),
  phone: line(60).nullable(),
  otherPhone: line(60).nullable(),
  mail: z.email().max(200).nullable(),
  wechat: line(100).nullable(),
  birthday: PlainDate.nullable(),
  background: prose().nullable(),
  influence: z.int().min(1).max(5).nullable(),
  preferences: prose().nullable(),
  preferredChannel: z.enum(channels).nullable(),
  note: prose().nullable(),
})
export type ContactFields = z.infer<typeof ContactFields>

/** A contact in the light of one customer: the link carries the role. */
export const CustomerContact = ContactFields.extend({
  id: RecordId,
  linkId: RecordId,
  role: z.enum(contactRoles),
  fromOn: PlainDate.nullable(),
  toOn: PlainDate.nullable(),
  /** Other customers that the same person belongs to today. */
  alsoAt: z.array(RecordRef),
})
export type CustomerContact = z.infer<typeof CustomerContact>

export const customersContract = {
  list: procedure.input(ListQuery).output(listOf(CustomerRow)),
  get: procedure.input(z.object({ id: RecordId })).output(Customer),
  summary: procedure.input(z.object({ id: RecordId })).output(CustomerSummary),
  timeline: procedure
    .input(z.object({ id: RecordId, kinds: z.array(TimelineEntry.shape.kind).optional(), offset: z.int().default(0), limit: z.int().max(200).default(50) }))
    .output(z.object({ entries: z.array(TimelineEntry), total: z.int() })),
  /** Customers that this one may double: same credit code, phone or normalised name; each says why. */
  similar: procedure
    .input(CustomerFields.pick({ name: true, creditCode: true, phone: true }).partial().extend({ exceptId: RecordId.optional() }))
    .output(z.array(RecordRef.extend({ code: z.string().nullable(), ownerName: z.string().nullable(), why: z.enum(['credit-code', 'phone', 'name']) }))),
  create: procedure.input(CustomerFields.partial().required({ name: true })).output(Customer),
  /** Sends only the fields that changed. */
  update: procedure.input(z.object({ id: RecordId, fields: CustomerFields.partial() })).output(Customer),
  /** One field of many customers, as one step that can be undone. */
  updateMany: procedure
    .input(z.object({ ids: z.array(RecordId).min(1).max(10_000), fields: CustomerFields.pick({ grade: true, lifeCycle: true, ownerId: true, orgUnitId: true, industry: true, region: true, source: true }).partial() }))
    .output(z.object({ changed: z.int() })),
  remove: procedure.input(z.object({ id: RecordId })).output(z.object({})),
  contacts: procedure.input(z.object({ id: RecordId })).output(z.array(CustomerContact)),
  /** A new person, or an existing one by `contactId`, linked to the customer. */
  addContact: procedure
    .input(z.object({ customerId: RecordId, role: z.enum(contactRoles), fromOn: PlainDate.nullable().optional(), contactId: RecordId.optional(), contact: ContactFields.partial().required({ name: true }).optional() }))
    .output(CustomerContact),
  updateContact: procedure.input(z.object({ id: RecordId, fields: ContactFields.partial() })).output(ContactFields.extend({ id: RecordId })),
  updateContactLink: procedure
    .input(z.object({ linkId: RecordId, role: z.enum(contactRoles).optional(), fromOn: PlainDate.nullable().optional(), toOn: PlainDate.nullable().optional() }))
    .output(z.object({})),
  /** Takes back a link that was a mistake; the person stays. When somebody leaves, set `toOn` instead. */
  removeContactLink: procedure.input(z.object({ linkId: RecordId })).output(z.object({})),
}
