import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FIRM, makeBundle, siteOf } from '#service/sync/ways/conformance-bundles.ts'
import { openFolderWay } from '#service/sync/ways/folder-way.ts'

const ROUNDS = 6
const never = new AbortController().signal

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-folder-kill-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Lets a process write into the folder from a number on, kills it a moment after it has said some; gives the last that it had said. */
async function writeAndKill(first: number, round: number): Promise<number> {
  const script = join(import.meta.dirname, '../helpers/folder-writer.ts')
  const child = spawn(process.execPath, [script, folder, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let last = first - 1
  let mayDie = false
  for await (const line of createInterface(child.stdout)) {
    last = Number(line)
    if (mayDie || last < first + round % 3) continue
    mayDie = true
    void delay(round * 3).then(() => child.kill('SIGKILL'))
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return last
}

it('keeps every bundle that was put, and nothing half, when the writer is killed', async () => {
  const shelf = join(folder, FIRM, siteOf(0), siteOf(0), 'firm')
  const chain = { site: siteOf(0), scope: 'firm' }
  let said = 0
  for (let round = 0; round < ROUNDS; round++) {
    said = await writeAndKill(said + 1, round)
    const reader = openFolderWay(folder, { firm: FIRM, writer: siteOf(1) })
    const [listed] = await reader.list(never)
    expect(listed?.to).toBeGreaterThanOrEqual(said)
    for (let n = 1; n <= (listed?.to ?? 0); n++) {
      expect((await reader.get(chain, n, never))?.equals(makeBundle({ site: 0, scope: 'firm', n, size: 3_000_000 }).bytes)).toBe(true)
    }
    await reader.close()
  }

  // What the killed left behind goes when it is old enough.
  const longAgo = new Date(Date.now() - 7_200_000)
  for (const name of await readdir(shelf)) if (name.endsWith('.part')) await utimes(join(shelf, name), longAgo, longAgo)
  const writer = openFolderWay(folder, { firm: FIRM, writer: siteOf(0) })
  await writer.list(never)
  expect((await readdir(shelf)).filter((name) => name.endsWith('.part'))).toEqual([])
})
