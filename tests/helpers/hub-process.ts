import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

const CLI = resolve(import.meta.dirname, '../../src-main/service/entry/cli.ts')

/** A hub as the command runs it, in a process of its own. */
export interface HubProcess {
  readonly url: string
  /** Kills it as a power cut would. */
  kill(): Promise<void>
  /** Tells it to stop; gives its exit code. */
  stop(): Promise<number | null>
}

/** Starts `hub` and waits for its line. Errors: rejects with what it said when it ends instead. */
export function startHubProcess(store: string, args: readonly string[] = ['--listen', '127.0.0.1:0']): Promise<HubProcess> {
  const child = spawn(process.execPath, [CLI, 'hub', '--store', store, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TRIBUTARY_LANG: 'en' } })
  const ended = new Promise<number | null>((resolveEnd) => child.once('exit', resolveEnd))
  return new Promise((resolveHub, reject) => {
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const [, url] = /The hub is ready at (\S+)/.exec(text) ?? []
      if (url !== undefined) resolveHub({ url, kill: () => end(child, 'SIGKILL', ended).then(() => undefined), stop: () => end(child, 'SIGTERM', ended) })
    })
    void ended.then((code) => reject(new Error(`hub ended with ${String(code)}: ${said}`)))
  })
}

function end(child: ChildProcess, signal: NodeJS.Signals, ended: Promise<number | null>): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal)
  return ended
}
