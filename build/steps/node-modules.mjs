import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { say } from './console.mjs'
import { projectNode, root } from './paths.mjs'
import { npmEnvironment, run } from './run.mjs'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/**
 * Installs what package-lock.json names, if anything is missing or of another version. No package compiles anything: install scripts
 * stay off, also on an npm that runs them by default, and the one that is needed (Node's own binary) is called by name.
 */
export async function ensureNodeModules() {
  if (isStale()) {
    say('installing packages (npm ci)')
    await run(npm, ['ci', '--ignore-scripts'], { env: npmEnvironment(), title: 'npm ci', timeoutMs: 900_000 })
  }
  if (!existsSync(projectNode)) {
    say('fetching Node 24 from the package registry')
    // The Node that runs this may have been the one of node_modules, which npm ci just took away.
    const node = existsSync(process.execPath) ? process.execPath : 'node'
    await run(node, ['installArchSpecificPackage.js'], { cwd: join(root, 'node_modules/node'), env: npmEnvironment(), title: 'installing the package "node"' })
  }
  linkNode()
}

/** npm links a command when it installs; this binary came later. In npm scripts the link makes `node` mean ours. */
function linkNode() {
  if (process.platform === 'win32') return
  const link = join(root, 'node_modules/.bin/node')
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync('../node/bin/node', link)
}

/** Compares what npm wrote down of the installation with the lock file. Packages for other platforms are optional and may be absent. */
function isStale() {
  const installedFile = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(installedFile)) return true
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).some(([path, entry]) => {
    if (path === '' || entry.link) return false
    const present = installed[path]
    if (present === undefined) return !entry.optional && !entry.peer
    return present.version !== entry.version || !existsSync(join(root, path, 'package.json'))
  })
}
