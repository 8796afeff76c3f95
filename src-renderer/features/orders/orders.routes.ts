import { FilePlus2, ReceiptText } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'

export const orders: Feature = {
  name: 'orders',
  routes: [
    { path: '/orders', name: 'orders', component: () => import('./list/OrderListPage.vue'), meta: { titleKey: 'orders.title', section: 'orders' } },
    {
      // ?customer=ID for whom, ?origin=ID of which sale it is a return, ?copy=ID of which order it is a copy
      path: '/orders/new',
      name: 'order-new',
      component: () => import('./edit/NewOrderPage.vue'),
      meta: { titleKey: 'orders.new', section: 'orders', isRecord: true },
    },
    { path: '/orders/:id', name: 'order', component: () => import('./page/OrderPage.vue'), props: true, meta: { titleKey: 'orders.one', section: 'orders', isRecord: true } },
    { path: '/orders/:id/edit', name: 'order-edit', component: () => import('./edit/EditOrderPage.vue'), props: true, meta: { titleKey: 'orders.edit', section: 'orders' } },
  ],
  navigation: [{ route: 'orders', group: 'work', order: 50, icon: ReceiptText, labelKey: 'orders.title', keywords: 'dingdan dd orders' }],
  commands: [
    {
      id: 'orders.new',
      needs: 'orders.write',
      labelKey: 'orders.new',
      icon: FilePlus2,
      keywords: 'xinjian dingdan xjdd new order',
      run: ({ router }) => router.push({ name: 'order-new' }),
    },
  ],
}
