import { Building2, Plus } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'

export const customers: Feature = {
  name: 'customers',
  routes: [
    {
      path: '/customers',
      name: 'customers',
      component: () => import('./list/CustomerListPage.vue'),
      meta: { titleKey: 'customers.title', section: 'customers' },
    },
    {
      path: '/customers/:id',
      name: 'customer',
      component: () => import('./page/CustomerPage.vue'),
      props: true,
      meta: { titleKey: 'customers.one', section: 'customers', isRecord: true },
    },
  ],
  navigation: [{ route: 'customers', group: 'work', order: 20, icon: Building2, labelKey: 'customers.title', keywords: 'kehu kh customers' }],
  commands: [
    {
      id: 'customers.new',
      needs: 'customers.write',
      labelKey: 'customers.new',
      icon: Plus,
      keywords: 'xinjian kehu xjkh new customer',
      run: ({ router }) => router.push({ name: 'customers', query: { new: '1' } }),
    },
  ],
}
