export { makeDemo } from './make-demo.ts'
export { makeDemoTask } from './demo-task.ts'
