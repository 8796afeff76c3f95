import { writeSync } from 'node:fs'
import type { FuzzTarget } from './fuzz-target.ts'
import { inputOf } from './run-cases.ts'

/** Runs inputs until it is ended. Writes the number of the one at hand to descriptor 3, so that it is known when nothing else can be said any more. */
const [name = '', seed = ''] = process.argv.slice(2)
const { target } = (await import(`./${name}.fuzz.ts`)) as { target: FuzzTarget<void | Promise<void>> }
const number = new Int32Array(1)

for (number[0] = 0; ; number[0]++) {
  writeSync(3, number, 0, 4, 0)
  await target.judge(inputOf(target, Number(seed), number[0]))
}
