// i18n-keys: customers.kind.*, customers.life-cycle.*, customers.channel.*, customers.field.*, customers.grade.*
import { channels, customerKinds, grades, lifeCycles, type CustomerFields } from '#shared/contract/customers.contract.ts'
import type { MessageKey } from '#shared/i18n/index.ts'

export type CustomerField = keyof CustomerFields
export type Grade = (typeof grades)[number]
export type LifeCycle = (typeof lifeCycles)[number]
export type CustomerKind = (typeof customerKinds)[number]
export type Channel = (typeof channels)[number]

/** What a select offers: the stored value and the message that names it. */
export interface Choice<Value extends string> {
  readonly value: Value
  readonly labelKey: MessageKey
}

const lifeCycleKeys: Readonly<Record<LifeCycle, MessageKey>> = {
  potential: 'customers.life-cycle.potential',
  intent: 'customers.life-cycle.intent',
  won: 'customers.life-cycle.won',
  stable: 'customers.life-cycle.stable',
  dormant: 'customers.life-cycle.dormant',
  lost: 'customers.life-cycle.lost',
}
const kindKeys: Readonly<Record<CustomerKind, MessageKey>> = {
  firm: 'customers.kind.firm',
  person: 'customers.kind.person',
  joint: 'customers.kind.joint',
}
const channelKeys: Readonly<Record<Channel, MessageKey>> = {
  visit: 'customers.channel.visit',
  call: 'customers.channel.call',
  wechat: 'customers.channel.wechat',
  mail: 'customers.channel.mail',
  meeting: 'customers.channel.meeting',
}
const gradeKeys: Readonly<Record<Grade, MessageKey>> = {
  VIP: 'customers.grade.vip',
  A: 'customers.grade.a',
  B: 'customers.grade.b',
  C: 'customers.grade.c',
  D: 'customers.grade.d',
}

export function lifeCycleKey(state: LifeCycle): MessageKey {
  return lifeCycleKeys[state]
}
export function kindKey(kind: CustomerKind): MessageKey {
  return kindKeys[kind]
}
export function gradeKey(grade: Grade): MessageKey {
  return gradeKeys[grade]
}

export const lifeCycleChoices = choices(lifeCycles, lifeCycleKeys)
export const kindChoices = choices(customerKinds, kindKeys)
export const channelChoices = choices(channels, channelKeys)
export const gradeChoices = choices(grades, gradeKeys)

/** The tone of a life-cycle tag: colour says state, the word stands beside it. */
export function lifeCycleTone(state: LifeCycle): '' | 'good' | 'warn' | 'bad' | 'accent' {
  switch (state) {
    case 'won':
    case 'stable':
      return 'good'
    case 'intent':
      return 'accent'
    case 'dormant':
      return 'warn'
    case 'lost':
      return 'bad'
    case 'potential':
      return ''
  }
}

const fieldKeys: Readonly<Record<CustomerField, MessageKey>> = {
  code: 'customers.field.code',
  kind: 'customers.field.kind',
  name: 'customers.field.name',
  shortName: 'customers.field.short-name',
  formerName: 'customers.field.former-name',
  creditCode: 'customers.field.credit-code',
  industry: 'customers.field.industry',
  region: 'customers.field.region',
  address: 'customers.field.address',
  phone: 'customers.field.phone',
  website: 'customers.field.website',
  grade: 'customers.field.grade',
  source: 'customers.field.source',
  lifeCycle: 'customers.field.life-cycle',
  ownerId: 'customers.field.owner',
  orgUnitId: 'customers.field.org-unit',
  parentId: 'customers.field.parent',
  preferredChannel: 'customers.field.preferred-channel',
  creditLimitMinor: 'customers.field.credit-limit',
  creditDays: 'customers.field.credit-days',
  note: 'customers.field.note',
}

export function fieldKey(field: CustomerField): MessageKey {
  return fieldKeys[field]
}

/** Names what a file lacks, as the service calls it; null for a part that only a newer version knows. */
export function missingFieldKey(field: string): MessageKey | null {
  if (field === 'contacts') return 'customers.tab.people'
  return Object.hasOwn(fieldKeys, field) ? fieldKeys[field as CustomerField] : null
}

function choices<Value extends string>(values: readonly Value[], keys: Readonly<Record<Value, MessageKey>>): readonly Choice<Value>[] {
  return values.map((value) => ({ value, labelKey: keys[value] }))
}
