export { lockedWorkspace } from './locked-workspace.ts'
export { default as RecoveryWords } from './RecoveryWords.vue'
export { useKeyDialogs } from './protection.store.ts'
export { useProtection } from './use-protection.ts'
