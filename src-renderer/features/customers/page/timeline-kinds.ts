import { ArrowRightLeft, Building2, CalendarCheck, ShoppingCart, Target, Undo2 } from '@lucide/vue'
import type { Component } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import { activityKinds } from '#shared/contract/activities.contract.ts'
import type { TimelineEntry } from '#shared/contract/customers.contract.ts'
import type { MessageKey } from '#shared/i18n/index.ts'
import { lookOf } from '../../activities/public.ts'
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
const kindIcons: Readonly<Record<TimelineKind, Component>> = {
  activity: CalendarCheck,
  order: ShoppingCart,
  return: Undo2,
  opportunity: Target,
  stage: ArrowRightLeft,
  created: Building2,
}
/** The word in front of an entry: the kind of activity where there is one. */
export function entryKindKey(entry: Pick<TimelineEntry, 'kind' | 'detail'>): MessageKey {
  return activityLook(entry)?.labelKey ?? kindKeys[entry.kind]
}

export function entryIcon(entry: Pick<TimelineEntry, 'kind' | 'detail'>): Component {
  return activityLook(entry)?.icon ?? kindIcons[entry.kind]
}

/** The look of an activity here is its look everywhere. */
function activityLook({ kind, detail }: Pick<TimelineEntry, 'kind' | 'detail'>): ReturnType<typeof lookOf> | undefined {
  const known = kind === 'activity' ? activityKinds.find((one) => one === detail) : undefined
  return known && lookOf(known)
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
