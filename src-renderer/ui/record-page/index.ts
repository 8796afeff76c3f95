export { default as RecordActions } from './RecordActions.vue'
export { useRemoval } from './use-removal.ts'
export { useTabTitle } from './use-tab-title.ts'
