export { restoreRecord } from './restore.ts'
export { titleOf } from './titles.ts'
