import process from 'node:process'
import { FileRefused } from '../files/refusal.ts'
import { operationalKind } from '../procedure.ts'
import { Forbidden, NotFound, Refused } from '../refusal.ts'
import { UsageError, type Command, type Io } from './cli/command.ts'
import { terminalIo } from './cli/io.ts'
import { languageOf } from './cli/messages.ts'

/** The command line: `tributary <command> …`. Commands are loaded when they are called, so that a small one starts fast. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import('./cli/init.ts')).init,
  invite: async () => (await import('./cli/invite.ts')).invite,
  backup: async () => (await import('./cli/backup.ts')).backup,
  restore: async () => (await import('./cli/restore.ts')).restore,
  unlock: async () => (await import('./cli/unlock.ts')).unlock,
  query: async () => (await import('./cli/query.ts')).query,
  merge: async () => (await import('./cli/merge.ts')).merge,
  analyze: async () => (await import('./cli/analyze.ts')).analyze,
  forecast: async () => (await import('./cli/forecast.ts')).forecast,
  report: async () => (await import('./cli/report.ts')).report,
  export: async () => (await import('./cli/export.ts')).exportCommand,
  check: async () => (await import('./cli/check.ts')).check,
  duplicates: async () => (await import('./cli/duplicates.ts')).duplicates,
  demo: async () => (await import('./cli/demo.ts')).demo,
  import: async () => (await import('./cli/import.ts')).importRecords,
  snapshot: async () => (await import('./cli/snapshot.ts')).snapshot,
  sync: async () => (await import('./cli/sync.ts')).sync,
  hub: async () => (await import('./cli/hub.ts')).hub,
}

/**
 * Runs one command line; gives the exit code: 0 success, 1 refused or failed check, 2 wrong usage.
 *
 * Errors  never throws for what a person can mend; a bug is printed with its stack and gives 1.
 */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  const [name = '', ...rest] = args
  const load = COMMANDS[name]
  if (!load) {
    io.note(io.say('cli.usage', { commands: Object.keys(COMMANDS).join(', ') }))
    return name === 'help' || name === '--help' ? 0 : 2
  }
  const command = await load()
  if (rest.includes('--help')) {
    io.result(command.usage)
    return 0
  }
  try {
    return await command.run(rest, io)
  } catch (cause) {
    if (cause instanceof UsageError) {
      io.note(io.say('cli.wrongUsage', { problem: cause.message, usage: command.usage }))
      return 2
    }
    io.note(explain(cause, io))
    return 1
  }
}

/** One clear line for what went wrong: what, where, how to mend. */
function explain(cause: unknown, io: Io): string {
  if (cause instanceof Refused) {
    return cause.problems.map(({ kind, values }) => io.say(`errors.${kind}`, values)).join('\n')
  }
  if (cause instanceof FileRefused) {
    const { kind, ...values } = cause.refusal
    return io.say(`errors.file-${kind}`, Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)])))
  }
  if (cause instanceof NotFound) return io.say('errors.not-found', { entity: cause.entity })
  if (cause instanceof Forbidden) return io.say('errors.forbidden', { action: cause.action })
  const kind = operationalKind(cause)
  if (kind !== undefined) return io.say(`errors.${kind}`)
  return io.say('errors.bug', { detail: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) })
}

const io = terminalIo(languageOf(process.env), process.stdout, process.stderr)
// No await at top level: the product's build is CommonJS.
void runCli(process.argv.slice(2), io).then((code) => {
  io.endProgress()
  process.exitCode = code
  // Inside Electron's utility process (`app --headless`) nothing ends by itself.
  if ('parentPort' in process) setTimeout(() => process.exit(code), 50)
})
