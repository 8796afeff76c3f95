export { default as ProgressDialog } from './ProgressDialog.vue'
export { useTask } from './use-task.ts'
