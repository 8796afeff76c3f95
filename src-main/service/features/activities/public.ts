export { readActivityRows } from './activities.queries.ts'
