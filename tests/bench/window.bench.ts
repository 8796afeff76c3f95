import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeDemo } from '#service/features/demo/public.ts'
import { quietReport } from '#service/jobs/task.ts'
import { findElectronRuntime } from '../../build/electron-runtime.mjs'
import { buildApp } from '../../build/steps/build-app.mjs'
import { hasDisplay, startVirtualDisplay } from '../../build/steps/display.mjs'
import { findOrdinaryUser } from '../../build/steps/ordinary-user.mjs'
import { killGroup, start } from '../../build/steps/run.mjs'
import { stageApp, type Stage } from '../../build/steps/stage.mjs'
import { connectToPage } from './devtools.ts'
import { median, printFigure } from './figure.ts'

/**
 * From the start of the process until the workbench of the small demo shows its data and a key has opened the command palette; beside
 * it, in turns, an empty window of the same Electron until a key has changed its page. `TRIBUTARY_STARTS` sets how often.
 */
const STARTS = Number(process.env['TRIBUTARY_STARTS'] ?? 5)
const root = join(import.meta.dirname, '../..')
const cache = join(root, '.cache/bench')

const EMPTY_MAIN = `const { app, BrowserWindow } = require('electron')
app.enableSandbox()
app.whenReady().then(() => {
  const page = '<div class=ready></div><script>addEventListener("keydown", () => { document.body.innerHTML = "<div class=reacted></div>" })</script>'
  new BrowserWindow({ width: 1440, height: 900 }).loadURL('data:text/html,' + encodeURIComponent(page))
})
app.on('window-all-closed', () => app.quit())
`

interface Subject {
  readonly stage: Stage
  readonly args: readonly string[]
  readonly address: string
  /** True in the page once its data are there. */
  readonly shows: string
  /** True in the page once Control+K was understood. */
  readonly reacted: string
}

const user = findOrdinaryUser()
const runtime = await findElectronRuntime()
mkdirSync(cache, { recursive: true })
const built = join(cache, 'window-build')
const emptyBuilt = join(cache, 'empty-build')
await buildApp({ outDir: built })
mkdirSync(join(emptyBuilt, 'main'), { recursive: true })
writeFileSync(join(emptyBuilt, 'main/index.cjs'), EMPTY_MAIN)
const stage = stageApp({ runtime, builtFolder: built, user })
const folder = mkdtempSync(join(stage.base, 'bench-'))
const virtual = hasDisplay() ? null : await startVirtualDisplay(user)
try {
  const workspace = join(folder, 'manager')
  const firm = join(cache, 'window-demo')
  rmSync(firm, { recursive: true, force: true })
  makeDemo(firm, { scale: 'small', seed: 7, today: new Date().toISOString().slice(0, 10) }, quietReport)
  cpSync(join(firm, 'manager'), workspace, { recursive: true })
  const empty: Subject = {
    stage: stageApp({ runtime, builtFolder: emptyBuilt, user }),
    args: [],
    address: 'data:',
    shows: "document.querySelector('.ready') !== null",
    reacted: "document.querySelector('.reacted') !== null",
  }
  const product: Subject = {
    stage,
    args: ['--workspace', workspace],
    address: 'app:',
    shows: "document.querySelector('.workbench .columns') !== null",
    reacted: "document.querySelector('.palette input') !== null",
  }
  for (const name of ['home', 'profile']) mkdirSync(join(folder, name), { mode: 0o700 })
  if (user !== null) execFileSync('chown', ['-R', `${String(user.uid)}:${String(user.gid)}`, folder])

  const of: Record<'empty' | 'shown' | 'usable', number[]> = { empty: [], shown: [], usable: [] }
  for (let i = 0; i < STARTS; i++) {
    of.empty.push((await startOnce(empty)).usableMs)
    const { shownMs, usableMs } = await startOnce(product)
    of.shown.push(shownMs)
    of.usable.push(usableMs)
  }
  const note = `Electron ${runtime.version}, ${String(STARTS)} starts; an empty window: ${(median(of.empty) / 1000).toFixed(2)} s`
  printFigure({ name: 'window, start until the workbench of the small demo reacts', value: median(of.usable) / 1000, unit: 's', goal: 1.5, note })
  printFigure({ name: 'window, start until the workbench shows its data', value: median(of.shown) / 1000, unit: 's' })
  printFigure({ name: 'window, start of an empty one', value: median(of.empty) / 1000, unit: 's' })
} finally {
  virtual?.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
process.exit()

async function startOnce({ stage: { launcher, node }, args, address, shows, reacted }: Subject): Promise<{ readonly shownMs: number; readonly usableMs: number }> {
  const startedAt = performance.now()
  const child = start(launcher, ['--remote-debugging-port=0', '--lang=zh-CN', ...(virtual?.switches ?? []), ...args], {
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: join(folder, 'home'),
      XDG_CONFIG_HOME: join(folder, 'profile'),
      DISPLAY: virtual?.display ?? process.env['DISPLAY'],
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      ...(runtime.major < 36 ? { TRIBUTARY_SERVICE_NODE: node } : {}),
    },
  })
  try {
    if (!child.stderr) throw new Error('window.bench: no stderr')
    const page = await connectToPage(child.stderr, address)
    await page.until(shows)
    const shownMs = performance.now() - startedAt
    await page.press({ key: 'k', code: 'KeyK', keyCode: 75, control: true })
    await page.until(reacted)
    const usableMs = performance.now() - startedAt
    page.close()
    return { shownMs, usableMs }
  } finally {
    // In order, so that the next start finds a workspace that was closed; then by force.
    killGroup(child, 'SIGTERM')
    await Promise.race([new Promise((resolve) => child.once('exit', resolve)), sleep(5_000, undefined, { ref: false })])
    killGroup(child)
    await sleep(200)
  }
}
