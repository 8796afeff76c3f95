import { Car, CheckSquare, Mail, MessageCircle, Phone, Users } from '@lucide/vue'
import type { Component } from 'vue'
import { activityKinds } from '#shared/contract/activities.contract.ts'
import type { MessageKey } from '#shared/i18n/index.ts'

export type ActivityKind = (typeof activityKinds)[number]

interface KindLook {
  readonly kind: ActivityKind
  readonly icon: Component
  readonly labelKey: MessageKey
}

const looks: Readonly<Record<ActivityKind, KindLook>> = {
  visit: { kind: 'visit', icon: Car, labelKey: 'activities.kind.visit' },
  call: { kind: 'call', icon: Phone, labelKey: 'activities.kind.call' },
  wechat: { kind: 'wechat', icon: MessageCircle, labelKey: 'activities.kind.wechat' },
  mail: { kind: 'mail', icon: Mail, labelKey: 'activities.kind.mail' },
  meeting: { kind: 'meeting', icon: Users, labelKey: 'activities.kind.meeting' },
  task: { kind: 'task', icon: CheckSquare, labelKey: 'activities.kind.task' },
}

/** Every kind with its picture and word, in the order in which they are offered. */
export const kindLooks: readonly KindLook[] = activityKinds.map((kind) => looks[kind])

export function lookOf(kind: ActivityKind): KindLook {
  return looks[kind]
}
