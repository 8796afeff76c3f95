export { useRootKeyDialog } from './root-key.store.ts'
