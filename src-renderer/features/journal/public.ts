export { default as RecordHistory } from './history/RecordHistory.vue'
export { useFieldText } from './use-field-text.ts'
export { recordPath } from './record-path.ts'
export { useUndo } from './use-undo.ts'
