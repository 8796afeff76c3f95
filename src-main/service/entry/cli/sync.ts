import { setTimeout as sleep } from 'node:timers/promises'
import process from 'node:process'
import { resolve } from 'node:path'
import type { Workspace } from '../../db/workspace.ts'
import { exchangeOver, type ExchangeOverResult, requireIdentity } from '../../sync/exchange/exchange-over.ts'
import { keepExchanging } from '../../sync/exchange/keep-exchanging.ts'
import { localCopy } from '../../sync/exchange/local-copy.ts'
import type { WayPlan } from '../../sync/ways/open-way.ts'
import { WayProblem } from '../../sync/ways/way.ts'
import { type Command, type Io, parse, UsageError } from './command.ts'
import { taskReport } from './task-report.ts'
import { openForCommand } from './workspace-key.ts'

const OPTIONS = {
  folder: { type: 'string' },
  webdav: { type: 'string' },
  package: { type: 'string' },
  peer: { type: 'string' },
  hub: { type: 'string' },
  watch: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

/** `sync`: exchanges changes both ways over a folder, a WebDAV folder, a package file, a copy in the network, or a hub. */
export const sync: Command = {
  usage: 'sync DIR (--folder PATH | --webdav URL | --package FILE.trp | --peer HOST:PORT | --hub URL) [--watch] [--json]',
  async run(args, io) {
    const { values, positionals } = parse(args, OPTIONS, { min: 1, max: 1 })
    const plan = planOf(values)
    const workspace = openForCommand(positionals[0] ?? '')
    const stop = new AbortController()
    const abort = (): void => stop.abort()
    process.once('SIGINT', abort).once('SIGTERM', abort)
    try {
      const options = {
        copy: localCopy(workspace, requireIdentity(workspace), taskReport(io)),
        signal: stop.signal,
        report: { progress: (step: string, done: number, total: number | null) => io.progress(step, done, total) },
      }
      const say = (outcome: ExchangeOverResult): void => tell(io, plan, outcome, values.json)
      if (!values.watch) {
        const outcome = await exchangeOver(workspace, plan, options)
        say(outcome)
        return outcome.result.damaged + outcome.result.refused.length > 0 ? 1 : 0
      }
      await keepExchanging(workspace, plan, {
        ...options,
        written: (signal) => writtenElsewhere(workspace, signal),
        onDone: say,
        onProblem: (problem, retryMs) => io.note(io.say('cli.sync.retry', { problem: io.say(`errors.way-${problem.kind}`, { way: problem.way }), seconds: Math.round(retryMs / 1000) })),
      })
      return 0
    } catch (cause) {
      if (!(cause instanceof WayProblem)) throw cause
      io.note(io.say(`errors.way-${cause.kind}`, { way: cause.way }))
      return 1
    } finally {
      process.off('SIGINT', abort).off('SIGTERM', abort)
      workspace.close()
    }
  },
}

function planOf(values: Readonly<Partial<Record<keyof typeof OPTIONS, string | boolean>>>): WayPlan {
  const kinds = { folder: 'folder', webdav: 'webdav', package: 'package', peer: 'lan', hub: 'hub' } as const
  const given = Object.entries(kinds).filter(([option]) => values[option as keyof typeof kinds] !== undefined)
  const [only] = given
  if (!only || given.length > 1) throw new UsageError(Object.keys(kinds).map((option) => `--${option}`).join(' | '))
  const [option, kind] = only
  const address = String(values[option as keyof typeof kinds])
  return { kind, address: kind === 'folder' || kind === 'package' ? resolve(address) : address }
}

/** Nobody else writes while the command has the workspace but those who import by SQL tools: looked for now and then. */
async function writtenElsewhere({ db }: Workspace, signal: AbortSignal): Promise<void> {
  const version = (): unknown => db.pragma('data_version', { simple: true })
  for (const before = version(); version() === before; ) await sleep(2_000, undefined, { signal })
}

function tell(io: Io, { address }: WayPlan, { result, offsetMs }: ExchangeOverResult, asJson: boolean): void {
  const { sent, received, results, held, damaged, refused, renewed } = result
  const sum = (count: (counts: (typeof results)[number]['counts']) => number): number => results.reduce((total, { counts }) => total + count(counts), 0)
  const counts = { sent, received, applied: sum(({ applied }) => applied), conflicts: sum(({ conflicts }) => conflicts), lost: sum(({ lost }) => lost) }
  if (asJson) io.json({ way: address, ...counts, held, damaged, refused, renewed, offsetMs })
  else io.result(io.say('cli.sync.done', { way: address, ...counts, held: held.length }))
  for (const ahead of results.flatMap(({ clocksAhead }) => clocksAhead)) {
    io.note(io.say('cli.merge.clockAhead', { employee: ahead.employee ?? ahead.site, minutes: ahead.minutes }))
  }
  if (damaged > 0) io.note(io.say('cli.sync.damaged', { count: damaged }))
}
