import { LayoutDashboard } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'

export const workbench: Feature = {
  name: 'workbench',
  routes: [{ path: '/workbench', name: 'workbench', component: () => import('./WorkbenchPage.vue'), meta: { titleKey: 'workbench.title', section: 'workbench' } }],
  navigation: [{ route: 'workbench', group: 'work', order: 10, icon: LayoutDashboard, labelKey: 'workbench.title', keywords: 'gongzuotai gzt workbench' }],
  commands: [{ id: 'workbench.open', labelKey: 'workbench.title', icon: LayoutDashboard, keywords: 'gongzuotai gzt today', run: ({ router }) => router.push({ name: 'workbench' }) }],
}
