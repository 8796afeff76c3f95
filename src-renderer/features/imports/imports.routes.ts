import { FileInput } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'

export const imports: Feature = {
  name: 'imports',
  routes: [{ path: '/import', name: 'import', component: () => import('./ImportPage.vue'), meta: { titleKey: 'imports.title', section: 'import' } }],
  navigation: [{ route: 'import', group: 'system', order: 20, icon: FileInput, labelKey: 'imports.title', keywords: 'daoru dr import' }],
  commands: [{ id: 'imports.open', labelKey: 'imports.command.open', icon: FileInput, keywords: 'daoru dr import excel csv', run: ({ router }) => router.push({ name: 'import' }) }],
}
