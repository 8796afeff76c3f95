import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { FuzzTarget } from './fuzz-target.ts'
import { inputOf, keepCrasher } from './run-cases.ts'

/**
 * `npm run fuzz [-- NAME…] [-- --seconds N] [-- --seed N]`: feeds each target (a file `*.fuzz.ts` here) made-up inputs, in a process with little memory. What
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
  const directory = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const progress = openSync(join(directory, 'progress'), 'w+')
  try {
    const child = spawn(process.execPath, [`--max-old-space-size=${String(MEMORY_MB)}`, join(import.meta.dirname, 'child.ts'), name, String(seed)], {
      stdio: ['ignore', 'inherit', 'inherit', progress],
    })
    const fault = await watch(child, () => readNumber(progress), ms)
    const count = readNumber(progress)
    if (fault === null) {
      process.stdout.write(`${name}: ${String(count)} inputs\n`)
      return true
    }
    const { target } = (await import(`./${name}.fuzz.ts`)) as { target: FuzzTarget }
    process.stderr.write(`${name}: ${fault}\n${keepCrasher(name, inputOf(target, seed, count))} (seed ${String(seed)}, input ${String(count)})\n`)
    return false
  } finally {
    closeSync(progress)
    rmSync(directory, { recursive: true })
  }
}

/** Gives what went wrong, or null when the time is over. */
function watch(child: ChildProcess, progress: () => number, ms: number): Promise<string | null> {
  return new Promise((resolve) => {
    let fault: string | null = null
    let last = -1
    const stuck = setInterval(() => {
      const now = progress()
      if (now === last) end(`no answer within ${String(STUCK_MS)} ms`)
      last = now
    }, STUCK_MS)
    const over = setTimeout(() => end(null), ms)
    child.once('exit', (code, signal) => {
      clearInterval(stuck)
      clearTimeout(over)
      resolve(child.killed ? fault : `ended with ${String(code ?? signal)}`)
    })
    function end(why: string | null): void {
      fault = why
      child.kill('SIGKILL')
    }
  })
}

function readNumber(progress: number): number {
  const number = new Int32Array(1)
  readSync(progress, number, 0, 4, 0)
  return number[0] ?? 0
}
