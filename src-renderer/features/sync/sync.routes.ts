import { RefreshCw } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'
import SyncLamp from './SyncLamp.vue'

export const sync: Feature = {
  name: 'sync',
  routes: [{ path: '/sync', name: 'sync', component: () => import('./SyncPage.vue'), meta: { titleKey: 'sync-page.title', section: 'sync' } }],
  navigation: [{ route: 'sync', group: 'system', order: 10, icon: RefreshCw, labelKey: 'sync-page.title', keywords: 'tongbu tb sync' }],
  commands: [
    { id: 'sync.open', labelKey: 'sync-page.command.open', icon: RefreshCw, keywords: 'tongbu hebing tb hb sync merge', run: ({ router }) => router.push({ name: 'sync' }) },
  ],
  topBar: [SyncLamp],
}
