export { useDealDialog } from './form/deal-dialog.store.ts'
export { useMove } from './move/use-move.ts'
export { daysInStage, stepState } from './board/card-facts.ts'
