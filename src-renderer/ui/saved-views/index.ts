export { default as SavedViews } from './SavedViews.vue'
export { useListState } from './use-list-state.ts'
