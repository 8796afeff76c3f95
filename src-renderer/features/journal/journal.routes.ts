import { History } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'
import UndoDialog from './UndoDialog.vue'

export const journal: Feature = {
  name: 'journal',
  routes: [{ path: '/journal', name: 'journal', component: () => import('./JournalPage.vue'), meta: { titleKey: 'journal-page.title', section: 'journal' } }],
  navigation: [{ route: 'journal', group: 'system', order: 30, icon: History, labelKey: 'journal-page.title', keywords: 'caozuorizhi czrz rizhi rz journal' }],
  commands: [
    { id: 'journal.open', labelKey: 'journal-page.command.open', icon: History, keywords: 'rizhi chexiao rz cx journal undo', run: ({ router }) => router.push({ name: 'journal' }) },
    { id: 'journal.bin', labelKey: 'journal-page.command.bin', keywords: 'huishouzhan hsz bin trash restore', run: ({ router }) => router.push({ name: 'journal', query: { tab: 'bin' } }) },
  ],
  overlays: [UndoDialog],
}
