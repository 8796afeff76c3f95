import './seeded-crypto.ts'
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { crashRounds } from './crash.ts'
import { planOf } from './plan.ts'
import { describeFailure, shrink, simulate, simulateSeeds } from './simulate.ts'

/**
 * `npm run simulate -- --seed N`: one run, with its trace when it fails, as short as it gets (`--whole`: as it was). `--seeds A..B`: a range, over all
 * cores. `--nightly`: 100,000 seeds. `--crash --rounds N`: real processes that are killed.
 */
const { values } = parseArgs({
  options: {
    crash: { type: 'boolean', default: false }, rounds: { type: 'string', default: '300' },
    seed: { type: 'string' }, seeds: { type: 'string' }, nightly: { type: 'boolean', default: false }, whole: { type: 'boolean', default: false },
  },
})

const NIGHTLY = '1..100000'
/** Seeds that one process runs: a new one begins with empty memory. */
const PIECE = 125

if (values.crash) process.exitCode = await crash(Number(values.rounds))
else if (values.seed !== undefined) process.exitCode = await runOne(Number(values.seed))
else if (process.send) process.exitCode = await runRange(values.seeds ?? '', true)
else process.exitCode = await runAll(values.nightly ? NIGHTLY : (values.seeds ?? '1..200'))

async function crash(rounds: number): Promise<number> {
  const { edits, problems } = await crashRounds(rounds, 1)
  process.stdout.write(problems.length === 0 ? `${String(rounds)} rounds, ${String(edits)} edits of each copy: good\n` : `${problems.join('\n')}\n`)
  return problems.length === 0 ? 0 : 1
}

async function runOne(seed: number): Promise<number> {
  const failure = await simulate(planOf(seed))
  if (!failure) {
    process.stdout.write(`seed ${String(seed)}: good\n`)
    return 0
  }
  process.stdout.write(describeFailure(values.whole ? failure : await shrink(failure)))
  return 1
}

async function runRange(range: string, isQuiet: boolean): Promise<number> {
  const [first, last] = bounds(range)
  const failures = await simulateSeeds(first, last, (failure) => {
    process.stdout.write(isQuiet ? `FAILED ${describeFailure(failure)}` : describeFailure(failure))
  })
  return failures === 0 ? 0 : 1
}

function bounds(range: string): [number, number] {
  const [first = 1, last = first] = range.split('..').map(Number)
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || last < first) throw new Error(`--seeds A..B, not ${range}`)
  return [first, last]
}

/** A process for each core, which takes the next piece of the range when it is done with one. */
async function runAll(range: string): Promise<number> {
  const [first, last] = bounds(range)
  const cores = availableParallelism()
  const size = Math.min(PIECE, Math.ceil((last - first + 1) / cores))
  const startedAt = performance.now()
  let next = first
  let failed = 0
  const work = async (): Promise<void> => {
    while (next <= last) {
      const from = next
      next += size
      if ((await runPiece(from, Math.min(last, from + size - 1))) !== 0) failed++
    }
  }
  await Promise.all(Array.from({ length: cores }, work))
  process.stdout.write(`${String(last - first + 1)} seeds, ${failed > 0 ? 'some failed' : 'all good'}, ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`)
  return failed > 0 ? 1 : 0
}

function runPiece(first: number, last: number): Promise<number> {
  return new Promise((resolve) => {
    fork(import.meta.filename, ['--seeds', `${String(first)}..${String(last)}`]).once('exit', (code) => resolve(code ?? 1))
  })
}
