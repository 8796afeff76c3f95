export type { FieldType, ListEntity, ListField, Piece } from './list-entity.ts'
export { allIds, runList, type ListPage, type ListSelection } from './run-list.ts'
export { readByIds } from './read-rows.ts'
