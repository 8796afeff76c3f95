import { ArrowRightLeft, Building2, CalendarCheck, Mail, MapPin, MessageCircle, MessagesSquare, Phone, ShoppingCart, SquareCheck, Target, Undo2 } from '@lucide/vue'
import type { Component } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import type { TimelineEntry } from '#shared/contract/customers.contract.ts'
import type { MessageKey } from '#shared/i18n/index.ts'
import type { TimelineKind } from './use-timeline.ts'

/** What the timeline can be narrowed to: one word for each group of kinds. */
export const timelineFilters: readonly { readonly kinds: readonly TimelineKind[]; readonly labelKey: MessageKey }[] = [
  { kinds: [], labelKey: 'customers.timeline.all' },
  { kinds: ['activity'], labelKey: 'customers.timeline.activities' },
  { kinds: ['opportunity', 'stage'], labelKey: 'customers.timeline.opportunities' },
  { kinds: ['order', 'return'], labelKey: 'customers.timeline.orders' },
]

const kindKeys: Readonly<Record<TimelineKind, MessageKey>> = {
  activity: 'customers.timeline.kind.activity',
  order: 'customers.timeline.kind.order',
  return: 'customers.timeline.kind.return',
  opportunity: 'customers.timeline.kind.opportunity',
  stage: 'customers.timeline.kind.stage',
  created: 'customers.timeline.kind.created',
}
const activityKeys: Readonly<Record<string, MessageKey>> = {
  visit: 'customers.channel.visit',
  call: 'customers.channel.call',
  wechat: 'customers.channel.wechat',
  mail: 'customers.channel.mail',
  meeting: 'customers.channel.meeting',
  task: 'customers.timeline.kind.task',
}
const kindIcons: Readonly<Record<TimelineKind, Component>> = {
  activity: CalendarCheck,
  order: ShoppingCart,
  return: Undo2,
  opportunity: Target,
  stage: ArrowRightLeft,
  created: Building2,
}
const activityIcons: Readonly<Record<string, Component>> = {
  visit: MapPin,
  call: Phone,
  wechat: MessageCircle,
  mail: Mail,
  meeting: MessagesSquare,
  task: SquareCheck,
}

/** The word in front of an entry: the kind of activity where there is one. */
export function entryKindKey(entry: Pick<TimelineEntry, 'kind' | 'detail'>): MessageKey {
  return (entry.kind === 'activity' ? activityKeys[entry.detail ?? ''] : undefined) ?? kindKeys[entry.kind]
}

export function entryIcon(entry: Pick<TimelineEntry, 'kind' | 'detail'>): Component {
  return (entry.kind === 'activity' ? activityIcons[entry.detail ?? ''] : undefined) ?? kindIcons[entry.kind]
}

/** Where an entry leads; null where it has no page of its own. */
export function entryRoute(entry: Pick<TimelineEntry, 'kind' | 'id'>): RouteLocationRaw | null {
  switch (entry.kind) {
    case 'order':
    case 'return':
      return { name: 'order', params: { id: entry.id } }
    case 'opportunity':
      return { name: 'opportunity', params: { id: entry.id } }
    case 'activity':
    case 'stage':
    case 'created':
      return null
  }
}
