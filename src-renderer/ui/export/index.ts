export { useListExport } from './use-list-export.ts'
