import type { Feature } from '#renderer/ui/frame/index.ts'
import RecoveryDialog from './RecoveryDialog.vue'
import UnlockDialog from './UnlockDialog.vue'

export const protection: Feature = { name: 'protection', routes: [], overlays: [RecoveryDialog, UnlockDialog] }
