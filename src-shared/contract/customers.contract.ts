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

/** Why two customers may be one: message `customers.duplicate.why.<kind>` with `value`. */
export const DuplicateReason = z.object({
  kind: z.enum(['credit-code', 'phone', 'mail', 'name', 'sound', 'pinyin', 'spelling', 'web', 'other-credit-code']),
  value: z.string(),
})
export type DuplicateReason = z.infer<typeof DuplicateReason>

export const Duplicate = RecordRef.extend({
  code: z.string().nullable(),
  ownerName: z.string().nullable(),
  /** 0 to 1. */
  score: z.number().min(0).max(1),
  /** certain: equal credit code. strong: taken for the same. possible: worth a look. */
  certainty: z.enum(['certain', 'strong', 'possible']),
  reasons: z.array(DuplicateReason),
})
export type Duplicate = z.infer<typeof Duplicate>

/** What is typed so far; anything may be missing, and nothing has to be right yet. */
export const DuplicateQuery = z.object({
  kind: z.enum(customerKinds).optional(),
  name: z.string().max(500).optional(),
  shortName: z.string().max(100).optional(),
  creditCode: z.string().max(60).optional(),
  phone: z.string().max(60).optional(),
  website: z.string().max(200).optional(),
  mail: z.string().max(200).optional(),
  exceptId: RecordId.optional(),
})
export type DuplicateQuery = z.infer<typeof DuplicateQuery>

export const customersContract = {
  list: procedure.input(ListQuery).output(listOf(CustomerRow)),
  get: procedure.input(z.object({ id: RecordId })).output(Customer),
  summary: procedure.input(z.object({ id: RecordId })).output(CustomerSummary),
  timeline: procedure
    .input(z.object({ id: RecordId, kinds: z.array(TimelineEntry.shape.kind).optional(), offset: z.int().default(0), limit: z.int().max(200).default(50) }))
    .output(z.object({ entries: z.array(TimelineEntry), total: z.int() })),
  /** Customers that the one being typed may double, the likeliest first; each says why. */
  duplicates: procedure.input(DuplicateQuery).output(z.array(Duplicate)),
  /** An equal credit code is refused as `credit-code-taken` until somebody confirmed it. */
  create: procedure.input(CustomerFields.partial().required({ name: true }).extend({ maySameCreditCode: z.boolean().optional() })).output(Customer),
  /** Sends only the fields that changed. */
  update: procedure.input(z.object({ id: RecordId, fields: CustomerFields.partial(), maySameCreditCode: z.boolean().optional() })).output(Customer),
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
