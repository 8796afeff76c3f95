import { execFileSync } from 'node:child_process'
import { StepError, say } from './console.mjs'
import { isRoot } from './paths.mjs'

const name = 'tributary-run'

/**
 * Gives the user that the window runs as. Chromium's sandbox does not work for root, and switching the sandbox off is no answer, so
 * root gets an ordinary user made for it; everybody else is one.
 *
 * @returns {{ name: string, uid: number, gid: number } | null} null when this process already runs as an ordinary user.
 */
export function findOrdinaryUser() {
  if (!isRoot) return null
  const found = lookUp()
  if (found !== null) return found
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', name], { stdio: 'pipe' })
  } catch (error) {
    // Two starts at the same time: the other one was faster.
    const other = lookUp()
    if (other !== null) return other
    throw new StepError(`the window cannot run as root, and the user "${name}" could not be made (useradd: ${String(error.stderr ?? error.message).trim()})`)
  }
  say(`made the user "${name}": the window does not run as root`)
  return lookUp()
}

function lookUp() {
  try {
    const id = (flag) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
    return { name, uid: id('-u'), gid: id('-g') }
  } catch {
    return null // `id` says so by failing: there is no such user yet.
  }
}
