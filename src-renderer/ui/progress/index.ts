export { default as ProgressDialog } from './ProgressDialog.vue'
export { useTask, type Task, type TaskProgress } from './use-task.ts'
