import { workerData } from 'node:worker_threads'
import type { FuzzTarget } from './fuzz-target.ts'
import { inputOf } from './run-cases.ts'

/** Runs inputs until it is ended; `progress` holds the number of the one at hand, so that it is known when nothing else can be said any more. */
const { name, seed, progress } = workerData as { name: string; seed: number; progress: Int32Array }
const { target } = (await import(`./${name}.fuzz.ts`)) as { target: FuzzTarget }

for (let n = 0; ; n++) {
  Atomics.store(progress, 0, n)
  target.judge(inputOf(target, seed, n))
}
