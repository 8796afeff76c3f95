import { CalendarDays, Goal, Network } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'

export const organisation: Feature = {
  name: 'organisation',
  routes: [
    {
      path: '/targets',
      name: 'targets',
      component: () => import('./targets/TargetsPage.vue'),
      meta: { titleKey: 'organisation.targets.title', section: 'targets' },
    },
    {
      path: '/organisation',
      name: 'organisation',
      component: () => import('./people/OrganisationPage.vue'),
      meta: { titleKey: 'organisation.people.title', section: 'organisation' },
    },
    {
      path: '/calendar',
      name: 'calendar',
      component: () => import('./calendar/CalendarPage.vue'),
      meta: { titleKey: 'organisation.calendar.title', section: 'calendar' },
    },
  ],
  navigation: [
    { route: 'targets', group: 'manage', order: 10, icon: Goal, labelKey: 'organisation.targets.title', keywords: 'mubiao mb targets' },
    { route: 'organisation', group: 'system', order: 60, icon: Network, labelKey: 'organisation.people.title', keywords: 'zuzhi yuangong zzyg organisation employees' },
    { route: 'calendar', group: 'system', order: 70, icon: CalendarDays, labelKey: 'organisation.calendar.title', keywords: 'gongzuorili rili gzrl rl calendar' },
  ],
}
