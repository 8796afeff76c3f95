export { allDuplicates } from './all-duplicates.ts'
export { refreshDuplicateKeys, staleDuplicateKeys } from './fill-keys.ts'
export { findDuplicates } from './find-duplicates.ts'
