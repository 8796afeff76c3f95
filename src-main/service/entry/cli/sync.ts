import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { refuse } from '../../refusal.ts'
import { exchangeOver, type ExchangeOverResult, requireIdentity } from '../../sync/exchange/exchange-over.ts'
import { localCopy } from '../../sync/exchange/local-copy.ts'
import { isWayAddress, type WayPlan } from '../../sync/ways/open-way.ts'
import { WayProblem } from '../../sync/ways/way.ts'
import { listenAddress } from './address.ts'
import { type Command, type Io, parse, UsageError } from './command.ts'
import { syncUntilStopped } from './sync-until-stopped.ts'
import { taskReport } from './task-report.ts'
import { toldToStop } from './told-to-stop.ts'
import { openForCommand } from './workspace-key.ts'

const OPTIONS = {
  folder: { type: 'string' },
  webdav: { type: 'string' },
  package: { type: 'string' },
  peer: { type: 'string' },
  hub: { type: 'string' },
  listen: { type: 'string' },
  watch: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

/**
 * `sync`: exchanges changes both ways over a folder, a WebDAV folder, a package file, a copy in the network, or a hub; with `--listen` others can come to this
 * copy, also while it keeps a way itself.
 */
export const sync: Command = {
  usage: 'sync DIR (--folder PATH | --webdav URL | --package FILE.trp | --peer HOST:PORT | --hub URL) [--watch] [--listen [HOST:]PORT] [--json]',
  async run(args, io) {
    const { values, positionals } = parse(args, OPTIONS, { min: 1, max: 1 })
    const listen = values.listen === undefined ? null : listenAddress(values.listen)
    const plan = planOf(values)
    if (!plan && !listen) throw new UsageError([...Object.keys(KINDS), 'listen'].map((option) => `--${option}`).join(' | '))
    if (plan?.kind === 'folder') makeFolder(plan.address)
    const workspace = openForCommand(positionals[0] ?? '')
    const stop = toldToStop()
    try {
      const options = {
        copy: localCopy(workspace, requireIdentity(workspace), taskReport(io)),
        signal: stop.signal,
        report: { progress: (step: string, done: number, total: number | null) => io.progress(step, done, total) },
      }
      const clocksSaid = new Set<string>()
      const say = (way: string, outcome: ExchangeOverResult): void => {
        tell(io, way, outcome, values.json)
        sayClocks(io, way, outcome, clocksSaid)
      }
      if (plan && !listen && !values.watch) {
        const outcome = await exchangeOver(workspace, plan, options)
        say(plan.address, outcome)
        return outcome.result.damaged + outcome.result.refused.length > 0 ? 1 : 0
      }
      await syncUntilStopped(workspace, { ...options, plan, listen, io, say })
      return 0
    } catch (cause) {
      if (!(cause instanceof WayProblem)) throw cause
      io.note(io.say(`errors.way-${cause.kind}`, { way: cause.way }))
      return 1
    } finally {
      stop.release()
      workspace.close()
    }
  },
}

/** Farther off than clocks drift. */
const CLOCK_OFF_MS = 600_000

const KINDS = { folder: 'folder', webdav: 'webdav', package: 'package', peer: 'lan', hub: 'hub' } as const

/** The first one to use a folder makes it. What it lies in is not made: that may be a stick which is not plugged in. */
function makeFolder(path: string): void {
  if (!existsSync(path) && existsSync(dirname(path))) mkdirSync(path)
}

function planOf(values: Readonly<Partial<Record<keyof typeof OPTIONS, string | boolean>>>): WayPlan | null {
  const given = Object.entries(KINDS).filter(([option]) => values[option as keyof typeof KINDS] !== undefined)
  const [only] = given
  if (given.length > 1) throw new UsageError(Object.keys(KINDS).map((option) => `--${option}`).join(' | '))
  if (!only) return null
  const [option, kind] = only
  const address = String(values[option as keyof typeof KINDS])
  const plan = { kind, address: kind === 'folder' || kind === 'package' ? resolve(address) : address }
  return isWayAddress(plan) ? plan : refuse('sync-address', { option, address: kind === 'webdav' ? '' : address })
}

function tell(io: Io, way: string, { result, offsetMs }: ExchangeOverResult, asJson: boolean): void {
  const { sent, received, results, held, damaged, refused, renewed } = result
  const sum = (count: (counts: (typeof results)[number]['counts']) => number): number => results.reduce((total, { counts }) => total + count(counts), 0)
  const counts = { sent, received, applied: sum(({ applied }) => applied), conflicts: sum(({ conflicts }) => conflicts), lost: sum(({ lost }) => lost) }
  if (asJson) io.json({ way, ...counts, held, damaged, refused, renewed, offsetMs, clocksAhead: results.flatMap(({ clocksAhead }) => clocksAhead) })
  else io.result(io.say('cli.sync.done', { way, ...counts, held: held.length }))
  for (const problem of new Set(refused.map((one) => one.problem))) io.note(io.say(`errors.way-${problem}`, { way }))
  if (damaged > 0) io.note(io.say('cli.sync.damaged', { count: damaged }))
}

/** Says whose clock is off, of each person once. */
function sayClocks(io: Io, way: string, { result, offsetMs }: ExchangeOverResult, said: Set<string>): void {
  const sayOnce = (whose: string, text: string): void => {
    if (!said.has(whose)) io.note(text)
    said.add(whose)
  }
  for (const { site, employee, minutes } of result.results.flatMap(({ clocksAhead }) => clocksAhead)) {
    sayOnce(site, io.say('cli.merge.clockAhead', { employee: employee ?? site, minutes }))
  }
  if (offsetMs === null || Math.abs(offsetMs) <= CLOCK_OFF_MS) return
  sayOnce('', io.say(offsetMs < 0 ? 'cli.sync.ownClockAhead' : 'cli.sync.ownClockBehind', { way, minutes: Math.round(Math.abs(offsetMs) / 60_000) }))
}
