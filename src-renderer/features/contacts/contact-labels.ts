// i18n-keys: contacts.role.*, contacts.channel.*
import { channels, contactRoles, type CustomerContact } from '#shared/contract/customers.contract.ts'
import type { MessageKey } from '#shared/i18n/index.ts'

export type ContactRole = (typeof contactRoles)[number]
type Channel = (typeof channels)[number]

const roleKeys: Readonly<Record<ContactRole, MessageKey>> = {
  decides: 'contacts.role.decides',
  influences: 'contacts.role.influences',
  uses: 'contacts.role.uses',
  buys: 'contacts.role.buys',
  pays: 'contacts.role.pays',
  blocks: 'contacts.role.blocks',
  relative: 'contacts.role.relative',
  agent: 'contacts.role.agent',
  other: 'contacts.role.other',
}
const channelKeys: Readonly<Record<Channel, MessageKey>> = {
  visit: 'contacts.channel.visit',
  call: 'contacts.channel.call',
  wechat: 'contacts.channel.wechat',
  mail: 'contacts.channel.mail',
  meeting: 'contacts.channel.meeting',
}

export const roleChoices = contactRoles.map((value) => ({ value, labelKey: roleKeys[value] }))
export const channelChoices = channels.map((value) => ({ value, labelKey: channelKeys[value] }))

export function roleKey(role: ContactRole): MessageKey {
  return roleKeys[role]
}
export function channelKey(channel: Channel): MessageKey {
  return channelKeys[channel]
}

/** The tone of a role: who decides stands out, who blocks is a warning. */
export function roleTone(role: ContactRole): '' | 'accent' | 'bad' {
  if (role === 'decides') return 'accent'
  return role === 'blocks' ? 'bad' : ''
}

/** Splits the persons of a customer into those who belong to it today and those who left; who decides comes first. */
export function orderPeople(people: readonly CustomerContact[], today: string): { readonly present: readonly CustomerContact[]; readonly former: readonly CustomerContact[] } {
  const sorted = [...people].sort((a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1))
  const hasLeft = (person: CustomerContact): boolean => person.toOn !== null && person.toOn < today
  return { present: sorted.filter((person) => !hasLeft(person)), former: sorted.filter(hasLeft) }
}

function weight(person: CustomerContact): number {
  return (contactRoles.length - contactRoles.indexOf(person.role)) * 10 + (person.influence ?? 0)
}
