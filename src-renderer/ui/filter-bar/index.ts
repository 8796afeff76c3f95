export type { FilterField } from './filter-fields.ts'
export { default as FilterBar } from './FilterBar.vue'
export { default as SearchField } from './SearchField.vue'
