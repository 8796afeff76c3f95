import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { refreshFacts } from '#service/analysis/facts/refresh.ts'
import { openWorkspace } from '#service/db/workspace.ts'
import { checkWorkspace } from '#service/features/check/check-workspace.ts'
import { foundFirm, joinFirm } from '#service/features/workspace/found.ts'
import { type CliProcess, startCli } from '../helpers/cli-process.ts'
import { startHubProcess } from '../helpers/hub-process.ts'
import { Random } from '../simulator/random.ts'
import { differences, readShown, readState } from './compare-copies.ts'
import type { EditorPlan } from './editor-plan.ts'
import { type Link, type LinkCounts, newCounts } from './link.ts'
import { openNamespace } from './namespace.ts'
import { openLine } from './unreliable-line.ts'

const EDITOR = join(import.meta.dirname, 'editor.ts')
const LOOK_MS = 500
/** Twenty programs that start at once on a busy machine. */
const START_MS = 240_000

export interface Trial {
  /** Copies of representatives beside that of the manager. */
  readonly copies: number
  /** How long there is trouble. */
  readonly troubleMs: number
  /** How long it may take then until all are equal. */
  readonly patienceMs: number
  /** Address of the hub's database, as its command takes it. */
  readonly store: string
  /** How far the clock of one copy is ahead, and of which: 0 = the manager's, the first representative's when it is left out. */
  readonly clockAheadMs: number
  readonly clockOf?: number
  readonly seed: number
  readonly editEveryMs?: number
  /** After so long the dead connections are reset; never when left out. */
  readonly resetAfterMs?: number
  /** Each representative in a network of his own instead of behind a line. */
  readonly hasNamespaces?: boolean
  readonly say?: (text: string) => void
}

export interface TrialOutcome {
  /** From the end of the trouble until all were equal; null when they were not in time. */
  readonly equalAfterMs: number | null
  /** In whom what is not equal; empty. */
  readonly different: readonly string[]
  /** What copies hold back. */
  readonly held: readonly string[]
  /** What `check` finds. */
  readonly findings: readonly string[]
  readonly edits: number
  /** Of all copies, those that a listener merged among them. */
  readonly exchanges: number
  readonly links: LinkCounts
  /** Of every process: each is to be 0. */
  readonly exitCodes: readonly (number | null)[]
  /** Employees whose clock the manager's results name. */
  readonly clocksNamed: readonly string[]
  /** By how much the clocks of the other copies are ahead of the time at most. */
  readonly othersAheadMs: number
  /** What the processes said beside their results. */
  readonly notes: string
}

interface Copy {
  readonly name: string
  readonly directory: string
  readonly employee: Buffer
}

/**
 * A manager's copy that listens and keeps the hub, and representatives of whom every second comes to it and the others to the hub, each in a process of the
 * command that edits by itself; between all of them lines that fail, and a hub that is killed and started again.
 */
export async function runTrial(trial: Trial): Promise<TrialOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-network-'))
  const random = new Random(trial.seed)
  const { clockOf = 1 } = trial
  const closing: (() => Promise<unknown>)[] = [() => Promise.resolve(rmSync(folder, { recursive: true, force: true }))]
  try {
    const [manager, ...reps] = foundCopies(folder, trial.copies)
    if (!manager) throw new Error('no copies')
    let hub = await startHubProcess(trial.store, ['--listen', '0.0.0.0:0'])
    closing.push(() => hub.kill())
    const hubPort = Number(new URL(hub.url).port)
    const links = [manager, ...reps].map((_, i): Link => {
      // the manager's computer stands where the hub does
      const isApart = trial.hasNamespaces === true && i > 0
      const link = isApart ? openNamespace(i, random) : openLine(random, trial.resetAfterMs === undefined ? {} : { resetAfterMs: trial.resetAfterMs })
      closing.push(() => link.close())
      return link
    })
    const start = async (copy: Copy, i: number, option: '--hub' | '--peer', port: number, more: readonly string[] = []): Promise<CliProcess> => {
      const plan: EditorPlan = {
        directory: copy.directory, seed: trial.seed * 100 + i, everyMs: trial.editEveryMs ?? 400, clockAheadMs: i === clockOf ? trial.clockAheadMs : 0,
        owners: i === 0 ? reps.map(({ employee }) => employee.toString('hex')) : [],
      }
      const address = (await links[i]?.addressOf(port)) ?? ''
      const way = [option, option === '--hub' ? `http://${address}` : address]
      const cli = startCli(['sync', copy.directory, '--watch', '--json', ...way, ...more], {
        preload: EDITOR, env: { TRIBUTARY_EDITOR: JSON.stringify(plan) }, prefix: links[i]?.prefix ?? [],
      })
      closing.push(() => cli.end('SIGKILL'))
      return cli
    }
    const all = [await start(manager, 0, '--hub', hubPort, ['--listen', '0.0.0.0:0'])]
    const [, listening = ''] = (await all[0]?.says(/Listening at \S+:(\d+);/)) ?? []
    for (const [i, rep] of reps.entries()) all.push(await (i % 2 === 1 ? start(rep, i + 1, '--peer', Number(listening)) : start(rep, i + 1, '--hub', hubPort)))
    await Promise.all(all.map((cli) => cli.says(/"way"/, START_MS)))
    trial.say?.(`${String(all.length)} copies have met`)

    const calm = new AbortController()
    const troubles = links.map((link) => link.trouble(calm.signal))
    for (const cli of all) cli.send('edit')
    await sleep(trial.troubleMs / 2)
    await hub.kill()
    await sleep(trial.troubleMs / 8)
    hub = await startHubProcess(trial.store, ['--listen', `0.0.0.0:${String(hubPort)}`])
    await sleep((trial.troubleMs * 3) / 8)
    const edits = await Promise.all(all.map(calmed))
    calm.abort()
    await Promise.all(troubles)
    trial.say?.('calm')

    const calmAt = Date.now()
    const different = (): string[] => reps.flatMap((rep) => differencesOf(manager, rep))
    let left = different()
    while (left.length > 0 && Date.now() - calmAt < trial.patienceMs) {
      await sleep(LOOK_MS)
      left = different()
    }
    const equalAfterMs = left.length === 0 ? Date.now() - calmAt : null
    const exitCodes = await Promise.all(all.map((cli) => cli.end('SIGTERM')))
    exitCodes.push(await hub.stop())
    const states = [manager, ...reps].map((copy) => ({ ...copy, ...readState(copy.directory) }))
    return {
      equalAfterMs,
      different: left,
      held: states.flatMap(({ name, held }) => held.map((one) => `${name}: ${one}`)),
      findings: [manager, ...reps].flatMap(findingsOf),
      edits: edits.reduce((sum, count) => sum + count, 0),
      exchanges: all.reduce((sum, cli) => sum + (cli.out.match(/^\{"way"/gm)?.length ?? 0), 0),
      links: sumOf(links),
      exitCodes,
      clocksNamed: [...new Set([...(all[0]?.out ?? '').matchAll(/"clocksAhead":\[\{"site":"[^"]*","employee":"([^"]*)"/g)].map(([, employee = '']) => employee))],
      othersAheadMs: Math.max(...states.filter((_, i) => i !== clockOf).map(({ clockMs }) => clockMs - Date.now())),
      notes: all.map((cli, i) => cli.err.split('\n').map((text) => `${states[i]?.name ?? ''}: ${text}`).join('\n')).join('\n'),
    }
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

function foundCopies(folder: string, reps: number): Copy[] {
  const at = (name: string): string => join(folder, name)
  const manager = foundFirm({ directory: at('manager'), firm: '测试企业', currency: 'CNY', employee: '经理', role: 'manager', unitPath: '总部' })
  const copies: Copy[] = [{ name: '经理', directory: manager.directory, employee: Buffer.from(manager.actor.employeeId) }]
  manager.close()
  for (let i = 1; i <= reps; i++) {
    const name = `销售${String(i)}`
    const copy = joinFirm({ directory: at(`rep-${String(i)}`), employee: name, role: 'rep', unitPath: '总部', joinFile: join(at('manager'), 'firm.join') })
    copies.push({ name, directory: copy.directory, employee: Buffer.from(copy.actor.employeeId) })
    copy.close()
  }
  return copies
}

function calmed(cli: CliProcess): Promise<number> {
  return new Promise((resolve) => {
    cli.onMessage((message) => resolve((message as { readonly edits: number }).edits))
    cli.send('calm')
  })
}

function differencesOf(manager: Copy, { name, directory, employee }: Copy): string[] {
  return differences(readShown(manager.directory, employee), readShown(directory, employee)).map((text) => `${name}: ${text}`)
}

function findingsOf({ name, directory }: Copy): string[] {
  const workspace = openWorkspace(directory)
  try {
    refreshFacts(workspace.db)
    return checkWorkspace(workspace.db).map(({ kind, values }) => `${name}: ${kind} ${JSON.stringify(values)}`)
  } finally {
    workspace.close()
  }
}

function sumOf(links: readonly Link[]): LinkCounts {
  const sum = newCounts()
  for (const { counts } of links) for (const key of Object.keys(sum) as (keyof LinkCounts)[]) sum[key] += counts[key]
  return sum
}
