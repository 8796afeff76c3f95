import type { Feature } from '#renderer/ui/frame/index.ts'
import RootKeyDialog from './RootKeyDialog.vue'

export const rootKey: Feature = { name: 'root-key', routes: [], overlays: [RootKeyDialog] }
