import { CalendarCheck, CalendarPlus, PenLine } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'
import { useActivityDialog } from './form/activity-dialog.store.ts'
import ActivityDialog from './form/ActivityDialog.vue'
import { useQuickLogDialog } from './quick-log/quick-log.store.ts'
import QuickLogDialog from './quick-log/QuickLogDialog.vue'

export const activities: Feature = {
  name: 'activities',
  routes: [{ path: '/activities', name: 'activities', component: () => import('./list/ActivityListPage.vue'), meta: { titleKey: 'activities.title', section: 'activities' } }],
  navigation: [{ route: 'activities', group: 'work', order: 60, icon: CalendarCheck, labelKey: 'activities.title', keywords: 'genjin gj activities' }],
  commands: [
    { id: 'activities.log', labelKey: 'activities.command.log', icon: PenLine, keywords: 'jilu genjin baifang jl gj bf log visit call', shortcut: 'ctrl+l', isQuick: true, run: () => useQuickLogDialog().open() },
    { id: 'activities.plan', labelKey: 'activities.command.plan', icon: CalendarPlus, keywords: 'jihua xiayibu jh xyb plan next step', run: () => useActivityDialog().plan() },
  ],
  overlays: [QuickLogDialog, ActivityDialog],
}
