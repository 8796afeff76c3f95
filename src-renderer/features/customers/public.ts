export { default as CustomerPeek } from './list/CustomerPeek.vue'
export { default as RecordHistory } from './history/RecordHistory.vue'
export { gradeKey, lifeCycleKey, lifeCycleTone } from './customer-labels.ts'
