export { lockedWorkspace } from './locked-workspace.ts'
export { useKeyDialogs } from './protection.store.ts'
export { useProtection } from './use-protection.ts'
