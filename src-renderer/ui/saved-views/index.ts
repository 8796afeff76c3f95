export { default as SavedViews } from './SavedViews.vue'
export { useListState } from './use-list-state.ts'
export type { ListState } from './use-list-state.ts'
