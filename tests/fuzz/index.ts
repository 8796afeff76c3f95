import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import type { FuzzTarget } from './fuzz-target.ts'
import { inputOf, keepCrasher } from './run-cases.ts'

/**
 * `npm run fuzz [-- NAME…] [-- --seconds N] [-- --seed N]`: feeds each target (a file `*.fuzz.ts` here) made-up inputs, in a thread with little memory. What
 * breaks it, exhausts the memory or takes longer than the limit is kept as a file in tests/fixtures/sync/crashers, and the command fails.
 */
const MEMORY_MB = 512
/** Far more than any input may take, also on a busy machine. */
const STUCK_MS = 20_000

const { values, positionals } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } },
  allowPositionals: true,
})
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.fuzz.ts'))
  .map((file) => file.slice(0, -'.fuzz.ts'.length))
  .filter((name) => positionals.length === 0 || positionals.includes(name))
if (names.length === 0) {
  process.stderr.write(`fuzz: no target ${positionals.join(', ')}\n`)
  process.exitCode = 1
}
for (const name of names) if (!(await fuzz(name, Number(values.seed), Number(values.seconds) * 1000))) process.exitCode = 1

async function fuzz(name: string, seed: number, ms: number): Promise<boolean> {
  process.stdout.write(`${name}, seed ${String(seed)}\n`)
  const progress = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(join(import.meta.dirname, 'worker.ts'), {
    workerData: { name, seed, progress }, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  })
  const fault = await watch(worker, progress, ms)
  await worker.terminate()
  const count = Atomics.load(progress, 0)
  if (fault === null) {
    process.stdout.write(`${name}: ${String(count)} inputs, at most ${String(Math.round(process.resourceUsage().maxRSS / 1024))} MB\n`)
    return true
  }
  const { target } = (await import(`./${name}.fuzz.ts`)) as { target: FuzzTarget }
  process.stderr.write(`${name}: ${fault}\n${keepCrasher(name, inputOf(target, seed, count))} (seed ${String(seed)}, input ${String(count)})\n`)
  return false
}

/** Gives what went wrong, or null when the time is over. */
function watch(worker: Worker, progress: Int32Array, ms: number): Promise<string | null> {
  return new Promise((resolve) => {
    let last = -1
    const stuck = setInterval(() => {
      const now = Atomics.load(progress, 0)
      if (now === last) end(`no answer within ${String(STUCK_MS)} ms`)
      last = now
    }, STUCK_MS)
    const over = setTimeout(() => end(null), ms)
    worker.on('error', (error) => end(error instanceof Error ? (error.stack ?? error.message) : String(error)))
    function end(fault: string | null): void {
      clearInterval(stuck)
      clearTimeout(over)
      resolve(fault)
    }
  })
}
