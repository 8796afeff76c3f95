export { default as OwnerField } from './OwnerField.vue'
export { useEmployeeFinder, useOrgUnitFinder, useRecordFinder, type Finder, type PickChoice } from './finders.ts'
export { default as RecordField } from './RecordField.vue'
export { default as RecordPicker } from './RecordPicker.vue'
