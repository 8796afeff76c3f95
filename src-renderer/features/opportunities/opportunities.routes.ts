import { Plus, Target } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'
import { useDealDialog } from './form/deal-dialog.store.ts'
import DealDialog from './form/DealDialog.vue'
import MoveDialog from './move/MoveDialog.vue'

export const opportunities: Feature = {
  name: 'opportunities',
  routes: [
    { path: '/opportunities', name: 'opportunities', component: () => import('./OpportunitiesPage.vue'), meta: { titleKey: 'opportunities.title', section: 'opportunities' } },
    { path: '/opportunities/:id', name: 'opportunity', component: () => import('./page/DealPage.vue'), props: true, meta: { titleKey: 'opportunities.one', section: 'opportunities', isRecord: true } },
  ],
  navigation: [{ route: 'opportunities', group: 'work', order: 40, icon: Target, labelKey: 'opportunities.title', keywords: 'shangji sj deals' }],
  commands: [
    { id: 'opportunities.new', needs: 'opportunities.write', labelKey: 'opportunities.new', icon: Plus, keywords: 'xinjian shangji xj sj new deal', run: () => useDealDialog().create() },
    { id: 'opportunities.board', labelKey: 'opportunities.command.board', icon: Target, keywords: 'tuijinxian kanban tjx kb board pipeline', run: ({ router }) => router.push({ name: 'opportunities', query: { view: 'board' } }) },
  ],
  overlays: [DealDialog, MoveDialog],
}
