import { Settings } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'

export const settings: Feature = {
  name: 'settings',
  routes: [{ path: '/settings', name: 'settings', component: () => import('./SettingsPage.vue'), meta: { titleKey: 'settings.title' } }],
  navigation: [{ route: 'settings', group: 'system', order: 90, icon: Settings, labelKey: 'settings.title', keywords: 'shezhi sz settings' }],
}
