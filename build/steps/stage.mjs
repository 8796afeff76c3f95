import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, cpSync, existsSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { StepError } from './console.mjs'
import { projectNode, root } from './paths.mjs'

/**
 * Starts the app, but under Playwright only once Playwright is attached. When Playwright starts Electron by name it holds the app back itself;
 * when it is given an executable, as our launcher is, the window loads while it attaches, and if the page changes at the wrong moment Playwright
 * waits for good (4 of 115 starts on a busy machine). In either case it calls `__playwright_run` when it is attached. The inspector's port
 * tells Playwright from others that watch a window through the debugging port alone, as the bench of a start does.
 */
const entry = `const { app } = require('electron')
if (app.commandLine.hasSwitch('remote-debugging-port') && app.commandLine.hasSwitch('inspect')) {
  const ready = app.whenReady()
  const attached = new Promise((resolve) => { globalThis.__playwright_run = resolve })
  app.whenReady = () => Promise.all([ready, attached]).then(() => undefined)
}
require('./out/main/index.cjs')
`

/**
 * Puts runtime, built app, driver and Node together in a folder that an ordinary user can read: the checkout may lie under /root. The
 * folder is named by what is in it, so that a new build never changes a program that runs.
 *
 * @param {{ runtime: import('../electron-runtime.d.mts').ElectronRuntime, builtFolder: string, user: { uid: number, gid: number } | null }} options
 * @returns {import('./stage.d.mts').Stage}
 */
export function stageApp({ runtime, builtFolder, user }) {
  const base = ownFolder(process.getuid?.() ?? 0)
  const key = createHash('sha256').update(runtime.version).update(runtime.source).update(runtime.folder)
  for (const file of filesIn(builtFolder)) key.update(relative(builtFolder, file)).update(readFileSync(file))
  key.update(readFileSync(join(root, 'node_modules/better-sqlite3/package.json')))
  key.update(readFileSync(join(root, 'package.json'))).update(user === null ? '' : 'setpriv').update(entry)
  const folder = join(base, `app-${key.digest('hex').slice(0, 12)}`)

  if (!existsSync(folder)) {
    const work = mkdtempSync(join(base, 'staging-'))
    fillStage(work, runtime, builtFolder, user)
    chmodSync(work, 0o755)
    try {
      renameSync(work, folder)
    } catch (error) {
      rmSync(work, { recursive: true, force: true })
      // Somebody staged the same content at the same moment.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    }
  }
  const now = new Date()
  utimesSync(folder, now, now)
  pruneOld(base)
  const executable = join(folder, 'runtime', relative(runtime.folder, runtime.executable))
  return { folder, base, electron: executable, launcher: process.platform === 'win32' ? executable : join(folder, 'launch'), node: join(folder, 'node') }
}

function fillStage(folder, runtime, builtFolder, user) {
  linkTree(runtime.folder, join(folder, 'runtime'))
  const app = join(folder, 'runtime/resources/app')
  rmSync(app, { recursive: true, force: true })
  mkdirSync(app, { recursive: true })
  const { name, productName, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name, productName, version, main: 'entry.cjs' }))
  writeFileSync(join(app, 'entry.cjs'), entry)
  cpSync(builtFolder, join(app, 'out'), { recursive: true })
  const driver = join(root, 'node_modules/better-sqlite3')
  for (const part of ['package.json', 'LICENSE', 'lib', 'prebuilds']) {
    cpSync(join(driver, part), join(app, 'node_modules/better-sqlite3', part), { recursive: true })
  }
  // Example maps, print templates: where the service looks for them beside the built program.
  if (existsSync(join(root, 'resources'))) cpSync(join(root, 'resources'), join(app, 'resources'), { recursive: true })
  linkOrCopy(projectNode, join(folder, 'node'))
  writeLauncher(join(folder, 'launch'), join('runtime', relative(runtime.folder, runtime.executable)), user)
  if (needsSetuidSandbox() && user !== null) giveSetuidSandbox(join(folder, 'runtime/chrome-sandbox'))
  openForReading(folder)
}

/**
 * Playwright starts one executable and cannot change the user; this script does, and hands its pipes and arguments on. It leaves its
 * process id behind, so that a start that Playwright lost can still be killed.
 */
function writeLauncher(file, executable, user) {
  const asUser = user === null ? '' : `setpriv --reuid=${user.uid} --regid=${user.gid} --clear-groups `
  writeFileSync(
    file,
    `#!/bin/sh
if [ -n "$TRIBUTARY_PID_FILE" ]; then echo $$ > "$TRIBUTARY_PID_FILE"; fi
exec ${asUser}"$(dirname "$0")/${executable}" "$@"
`,
  )
}

/** Where user namespaces are off, Chromium's other sandbox needs a setuid helper, which only root can provide. */
function needsSetuidSandbox() {
  const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '')
  return (
    read('/proc/sys/kernel/unprivileged_userns_clone') === '0' ||
    read('/proc/sys/user/max_user_namespaces') === '0' ||
    read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1'
  )
}

function giveSetuidSandbox(file) {
  // A copy of its own: the hard link would change the cached runtime too.
  copyFileSync(file, `${file}.own`)
  renameSync(`${file}.own`, file)
  chownSync(file, 0, 0)
  chmodSync(file, 0o4755)
}

function openForReading(folder) {
  execFileSync('chmod', ['-R', 'a+rX', folder])
  chmodSync(join(folder, 'node'), 0o755)
  const launcher = join(folder, 'launch')
  if (existsSync(launcher)) chmodSync(launcher, 0o755)
}

/** A folder of this user's own under /var/tmp; anybody could have made it before us, so its owner is checked. */
function ownFolder(uid) {
  const parent = process.platform === 'linux' ? '/var/tmp' : join(root, '.cache')
  const folder = join(parent, `tributary-${uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const info = lstatSync(folder)
  if (!info.isDirectory() || (process.getuid && info.uid !== uid)) throw new StepError(`${folder} belongs to somebody else; remove it`)
  chmodSync(folder, 0o755)
  return folder
}

/** Keeps the three stages used last; one in use is always among them. */
function pruneOld(base) {
  const stages = readdirSync(base)
    .filter((name) => /^(app|staging)-/.test(name))
    .map((name) => ({ path: join(base, name), usedAt: statSync(join(base, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.usedAt - a.usedAt)
  for (const { path, usedAt } of stages.slice(3)) {
    if (Date.now() - usedAt > 30 * 60_000) rmSync(path, { recursive: true, force: true })
  }
}

function linkTree(from, to) {
  for (const file of filesIn(from)) {
    const target = join(to, relative(from, file))
    mkdirSync(dirname(target), { recursive: true })
    linkOrCopy(file, target)
  }
}

/** A runtime has 280 MB: a hard link costs nothing where both places lie on one file system. */
function linkOrCopy(from, to) {
  try {
    linkSync(from, to)
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes(error.code)) throw error
    copyFileSync(from, to)
  }
}

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesIn(path)
    else if (entry.isFile()) yield path
  }
}
