import { Package } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'

export const products: Feature = {
  name: 'products',
  routes: [{ path: '/products', name: 'products', component: () => import('./ProductListPage.vue'), meta: { titleKey: 'products.title', section: 'products' } }],
  navigation: [{ route: 'products', group: 'system', order: 50, icon: Package, labelKey: 'products.title', keywords: 'chanpin cp products' }],
}
