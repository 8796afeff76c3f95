import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { inject } from 'vitest'

export interface LaunchOptions {
  /** The workspace to open; it must lie in a folder made by `makeSharedFolder`. Without it the window shows the first run. */
  readonly workspaceDir?: string | undefined
  /** The language the system asks for, e.g. `en`. */
  readonly locale?: string
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  /** `probe` is a service without a database, see `probe/probe-service.ts`. */
  readonly service?: 'product' | 'probe'
  /** `utility` is the product's launcher; `node` runs the service in Node 24, which the product's service needs on an old runtime. */
  readonly launcher?: 'utility' | 'node'
  readonly page?: 'index.html' | 'probe.html'
  /** A folder of `makeSharedFolder` to keep settings in over several launches; otherwise each launch has its own. */
  readonly profileDir?: string
}

export interface LaunchedApp {
  readonly app: ElectronApplication
  readonly page: Page
  /** Ends the app in order, by force after ten seconds, with everything that it started. Gives whether force was needed. */
  readonly close: () => Promise<{ readonly forced: boolean }>
  /** The lines of the shell's log so far. */
  readonly log: () => readonly Record<string, unknown>[]
}

const launchTimeoutMs = 20_000

/** Makes an empty folder that this test and the user of the window both read and write. Remove it with `removeSharedFolder`. */
export function makeSharedFolder(): string {
  const { base } = inject('e2e')
  const folder = mkdtempSync(join(base, 'run-'))
  handOver(folder)
  return folder
}

export function removeSharedFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

/** Gives files that this process made to the user of the window. */
export function handOver(folder: string): void {
  const { user } = inject('e2e')
  if (user !== null) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, folder])
}

/**
 * Starts the staged app under Playwright, as an ordinary user with the real sandbox, with a profile of its own.
 *
 * Errors  throws when no window comes up within 20 s; nothing of the start is left running then.
 */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const { launcher, node, display, displaySwitches, runtimeHasModernNode } = inject('e2e')
  const service = options.service ?? 'product'
  const withNode = (options.launcher ?? (service === 'product' && !runtimeHasModernNode ? 'node' : 'utility')) === 'node'
  const run = makeSharedFolder()
  const profile = options.profileDir ?? join(run, 'profile')
  for (const folder of ['home', 'cache', 'runtime']) mkdirSync(join(run, folder), { mode: 0o700 })
  mkdirSync(profile, { recursive: true })
  const pidFile = join(run, 'pid')
  if (options.workspaceDir !== undefined) handOver(options.workspaceDir)
  handOver(run)
  handOver(profile)

  const killAll = (): void => {
    const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0
    if (pid > 0) killGroup(pid)
  }
  let app: ElectronApplication
  try {
    app = await withTimeout(
      _electron.launch({
        executablePath: launcher,
        chromiumSandbox: true,
        timeout: launchTimeoutMs,
        args: [
          ...displaySwitches,
          `--lang=${options.locale ?? 'zh-CN'}`,
          ...(options.workspaceDir === undefined ? [] : ['--workspace', options.workspaceDir]),
          ...(options.args ?? []),
        ],
        env: {
          PATH: process.env['PATH'] ?? '',
          TZ: process.env['TZ'] ?? 'Asia/Shanghai',
          LANG: 'C.UTF-8',
          LANGUAGE: options.locale ?? 'zh-CN',
          DISPLAY: display,
          HOME: join(run, 'home'),
          XDG_CONFIG_HOME: profile,
          XDG_CACHE_HOME: join(run, 'cache'),
          XDG_RUNTIME_DIR: join(run, 'runtime'),
          // No session bus on a virtual display; asking for one costs seconds.
          DBUS_SESSION_BUS_ADDRESS: 'disabled:',
          TRIBUTARY_PID_FILE: pidFile,
          TRIBUTARY_PAGE: options.page ?? 'index.html',
          TRIBUTARY_SERVICE: service === 'probe' ? 'probe-service' : 'service',
          ...(withNode ? { TRIBUTARY_SERVICE_NODE: node } : {}),
          ...options.env,
        },
      }),
      launchTimeoutMs + 2_000,
      'the app did not start',
    )
  } catch (error) {
    killAll()
    removeSharedFolder(run)
    throw error
  }

  const close = async (): Promise<{ forced: boolean }> => {
    const forced = await withTimeout(app.close(), 10_000, 'close').then(
      () => false,
      () => true,
    )
    killAll()
    await sleep(50)
    removeSharedFolder(run)
    return { forced }
  }
  const log = (): Record<string, unknown>[] => {
    const file = join(profile, 'Tributary/logs/tributary.log')
    if (!existsSync(file)) return []
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  }
  try {
    const page = await withTimeout(app.firstWindow({ timeout: launchTimeoutMs }), launchTimeoutMs + 2_000, 'no window came up')
    await page.waitForLoadState('domcontentloaded', { timeout: launchTimeoutMs })
    return { app, page, close, log }
  } catch (error) {
    await close()
    throw error
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function withTimeout<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  const timer = new AbortController()
  const late = sleep(timeoutMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${what} within ${timeoutMs / 1000} s`)
  })
  late.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    timer.abort()
  }
}
