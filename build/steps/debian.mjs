import { execFileSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { StepError, say } from './console.mjs'
import { isRoot } from './paths.mjs'
import { run } from './run.mjs'

/** Debian's packages for a window; where a name changed between releases, any of them will do, the older one is asked for. */
const forWindow = [
  ['libnss3'], ['libgtk-3-0', 'libgtk-3-0t64'], ['libgbm1'], ['libasound2', 'libasound2t64'], ['libdrm2'], ['libxkbcommon0'],
  ['libxcomposite1'], ['libxdamage1'], ['libxrandr2'], ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'], ['libcups2', 'libcups2t64'], ['libatspi2.0-0', 'libatspi2.0-0t64'],
]
const forChinese = [['fonts-noto-cjk']]
const forVirtualDisplay = [['xvfb']]
/** The hub is tested on a real server. */
const forHub = [['postgresql']]
/** So is the client for WebDAV. */
const forWebdav = [['lighttpd'], ['lighttpd-mod-webdav'], ['libnginx-mod-http-dav-ext']]

/**
 * Makes sure that a window can open: shared libraries, a font with Chinese, Xvfb when there is no display; and for tests that there are
 * servers. As root on Debian it installs what is missing.
 *
 * Errors  a StepError with the command to run when something is missing and cannot be installed here.
 *
 * @param {{ runtime: import('../electron-runtime.d.mts').ElectronRuntime, needsVirtualDisplay: boolean, needsServers?: boolean }} options
 */
export async function ensureSystemPackages({ runtime, needsVirtualDisplay, needsServers = false }) {
  if (process.platform !== 'linux') return
  const groups = [...forWindow, ...forChinese, ...(needsServers ? [...forHub, ...forWebdav] : []), ...(needsVirtualDisplay ? forVirtualDisplay : [])]
  if (isDebian()) {
    const missing = groups.filter((names) => !names.some(isInstalled)).map(([name]) => name)
    if (missing.length === 0) return
    if (isRoot) return install(missing)
  }
  // Whatever the names are here, what counts is whether the programs find their parts.
  const lacks = [...missingLibraries(runtime.executable), ...(needsVirtualDisplay && !isOnPath('Xvfb') ? ['Xvfb'] : [])]
  if (lacks.length > 0) {
    throw new StepError(`missing on this machine: ${lacks.join(', ')}. Install as root: apt-get install ${groups.map(([name]) => name).join(' ')} (or what your system calls them)`)
  }
  if (needsServers && !existsSync('/usr/lib/postgresql')) say('no PostgreSQL found: install postgresql, or the hub is tested on SQLite alone')
  if (!hasChineseFont()) say('no font with Chinese found: install fonts-noto-cjk, or texts show as boxes')
}

async function install(names) {
  say(`installing Debian packages: ${names.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const advice = `apt-get install ${names.join(' ')}`
  await run('apt-get', ['update', '-qq'], { env, title: `apt-get update (needed for: ${advice})` })
  await withoutServices(() => run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env, title: advice, timeoutMs: 900_000 }))
}

/** Keeps what is being installed from starting servers on their usual ports: the tests start their own, on free ones. */
async function withoutServices(work) {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return work()
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    await work()
  } finally {
    rmSync(policy, { force: true })
  }
}

function isDebian() {
  return existsSync('/etc/debian_version') && isOnPath('dpkg-query') && isOnPath('apt-get')
}

function isInstalled(name) {
  const answer = ask('dpkg-query', ['-W', '-f=${Status}', name])
  return answer.includes('install ok installed')
}

function missingLibraries(executable) {
  return [...ask('ldd', [executable]).matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1])
}

function hasChineseFont() {
  return !isOnPath('fc-list') || ask('fc-list', [':lang=zh']).trim() !== ''
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(`${folder}/${program}`))
}

/** The output of a question whose failure is an answer too. */
function ask(program, args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch (error) {
    return String(error.stdout ?? '')
  }
}
