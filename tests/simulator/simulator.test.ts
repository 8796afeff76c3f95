import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** Two cores that have nothing else to do take about 210 s for them; `npm run simulate -- --nightly` runs 100,000. */
const SEEDS = 2_000

/** Runs seeds, a process for each core; gives what was printed when any failed. */
async function simulate(first: number, last: number): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'index.ts'), '--seeds', `${String(first)}..${String(last)}`], { stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => void (printed += text.toString('utf8')))
  const code = await new Promise((resolve) => child.once('close', resolve))
  return code === 0 ? '' : printed
}

it(`makes all copies equal with ${String(SEEDS)} seeds, and loses no edit`, async () => {
  expect(await simulate(1, SEEDS)).toBe('')
}, 1_200_000)
