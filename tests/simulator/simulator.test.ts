import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** `npm run simulate -- --nightly` runs 100,000. */
const SEEDS = 2_000

/** A process for each core; gives what was printed, which is only said of failures. */
async function simulate(first: number, last: number): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'index.ts'), '--seeds', `${String(first)}..${String(last)}`], { stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => void (printed += text.toString('utf8')))
  const code = await new Promise((resolve) => child.once('close', resolve))
  return code === 0 ? '' : printed
}

it(`makes all copies equal with ${String(SEEDS)} seeds, and loses no edit`, async () => {
  expect(availableParallelism()).toBeGreaterThan(0)
  expect(await simulate(1, SEEDS)).toBe('')
}, 600_000)
