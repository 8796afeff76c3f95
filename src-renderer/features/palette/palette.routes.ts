import { Search } from '@lucide/vue'
import type { Feature } from '#renderer/ui/frame/index.ts'
import CommandPalette from './CommandPalette.vue'
import { usePalette } from './palette.store.ts'

export const palette: Feature = {
  name: 'palette',
  routes: [],
  commands: [{ id: 'palette.open', labelKey: 'palette.open', icon: Search, shortcut: 'ctrl+k', run: () => usePalette().toggle() }],
  overlays: [CommandPalette],
}
