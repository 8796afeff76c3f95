export { activityIds, readActivityRows } from './activities.queries.ts'
