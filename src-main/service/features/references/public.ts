export { requireOwner } from './require-owner.ts'
export { checkReference, requireReference, requireRow, type ReferenceTable } from './require-record.ts'
