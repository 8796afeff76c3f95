export { requireOwner } from './require-owner.ts'
export { checkReference, requireReference, requireRow } from './require-record.ts'
