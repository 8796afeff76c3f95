import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

const CLI = resolve(import.meta.dirname, '../../src-main/service/entry/cli.ts')

/** A command in a process of its own. */
export interface CliProcess {
  /** Everything that it said so far. */
  readonly out: string
  readonly err: string
  /** Resolves with the match once it said so on either stream. Errors: rejects with all it said when it ends, or says nothing of the kind in time. */
  says(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>
  send(message: string): void
  onMessage(listener: (message: unknown) => void): void
  /** Sends a signal, if any, and gives the exit code; null when a signal ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

export interface CliOptions {
  /** A module that runs before the command, in its process. */
  readonly preload?: string
  readonly env?: Readonly<Record<string, string>>
  /** What runs it, e.g. in a network of its own. */
  readonly prefix?: readonly string[]
}

/** Starts a command; its texts are English. */
export function startCli(args: readonly string[], { preload, env = {}, prefix = [] }: CliOptions = {}): CliProcess {
  const [program = process.execPath, ...rest] = [...prefix, process.execPath, ...(preload === undefined ? [] : ['--import', preload]), CLI, ...args]
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe', preload === undefined ? 'ignore' : 'ipc'],
    env: { ...process.env, TRIBUTARY_LANG: 'en', ...env },
  })
  const said = { out: '', err: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  // what it said before it ended is all there then
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    get out() {
      return said.out
    },
    get err() {
      return said.err
    },
    async says(pattern, withinMs = 30_000) {
      const until = Date.now() + withinMs
      for (let code: number | null | undefined; ; ) {
        const isLast = code !== undefined || Date.now() > until
        const found = pattern.exec(`${said.out}\n${said.err}`)
        if (found) return found
        code = await Promise.race([ended, new Promise<undefined>((wait) => setTimeout(wait, 20))])
        if (isLast) throw new Error(`${args.join(' ')} (${String(code)}) never said ${String(pattern)}: ${said.out}\n${said.err}`)
      }
    },
    send: (message) => void child.send(message),
    onMessage: (listener) => void child.on('message', listener),
    end(signal) {
      if (signal && child.exitCode === null && child.signalCode === null) child.kill(signal)
      return ended
    },
  }
}

/** Runs a command to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const cli = startCli(args, options)
  const code = await cli.end()
  return { code, out: cli.out, err: cli.err }
}
