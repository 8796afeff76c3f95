import { LayoutGrid } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'

/** Pages that show the parts of `ui/` alone. */
export const previewFeature: Feature = {
  name: 'preview',
  routes: [{ path: '/kit', name: 'kit', component: () => import('./pages/KitPage.vue') }],
  navigation: [{ route: 'kit', group: 'work', order: 900, icon: LayoutGrid, labelKey: 'common.product' }],
}
