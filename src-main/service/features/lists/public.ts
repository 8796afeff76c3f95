export type { ListEntity, ListField } from './list-entity.ts'
export { allIds, runList, type ListSelection } from './run-list.ts'
export { readByIds } from './read-rows.ts'
