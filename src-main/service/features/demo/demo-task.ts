import type { FreeTask } from '../../jobs/task.ts'
import { makeDemo } from './make-demo.ts'

/** The same firm every time, so that what a guide says about it is true. */
const SEED = 7

/** Makes the small demo firm in a directory; gives that of the manager's copy. Errors: those of `makeDemo`. */
export const makeDemoTask: FreeTask<{ readonly directory: string; readonly today: string }, string> = ({ directory, today }, report) =>
  makeDemo(directory, { scale: 'small', seed: SEED, today }, report).manager
