import { ChartNoAxesCombined } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'

export const analysis: Feature = {
  name: 'analysis',
  routes: [
    { path: '/analysis', name: 'analysis', component: () => import('./GalleryPage.vue'), meta: { titleKey: 'gallery.title' } },
    {
      path: '/analysis/:model',
      name: 'analysis-model',
      component: () => import('./page/ModelPage.vue'),
      props: true,
      meta: { titleKey: 'gallery.title', section: 'analysis' },
    },
  ],
  navigation: [{ route: 'analysis', group: 'understand', order: 10, icon: ChartNoAxesCombined, labelKey: 'gallery.title', keywords: 'fenxi fx analysis' }],
}
