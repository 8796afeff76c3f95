export type { FilterField } from './filter-fields.ts'
export { default as FilterBar } from './FilterBar.vue'
