import { chmodSync, mkdirSync } from 'node:fs'
import { StepError } from './console.mjs'
import { isRoot } from './paths.mjs'
import { killGroup, start } from './run.mjs'

/** Whether windows can be shown to somebody. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/**
 * There is no graphics card behind a virtual display. Without this switch Chromium's graphics process looks for one, fails and is started
 * again, once or twice per start; now and then the second one never comes (1 of 130 starts on a busy machine), and then the page waits
 * for it for good in the middle of loading, with nothing said.
 */
const switches = ['--disable-gpu']

/**
 * Starts a virtual display for one user; only that user's programs can reach it. Give `switches` to every Electron that opens a window on it.
 *
 * Errors  a StepError when Xvfb is missing or does not come up within 15 s.
 *
 * @param {{ uid: number, gid: number } | null} user
 * @returns {Promise<import('./display.d.mts').VirtualDisplay>}
 */
export function startVirtualDisplay(user, size = '1440x900') {
  // The socket folder must belong to root with the sticky bit; only root can make it so.
  if (isRoot) {
    mkdirSync('/tmp/.X11-unix', { recursive: true })
    chmodSync('/tmp/.X11-unix', 0o1777)
  }
  return new Promise((resolve, reject) => {
    const child = start('Xvfb', ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-noreset'], {
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
    })
    const timer = setTimeout(() => {
      killGroup(child)
      reject(new StepError('Xvfb did not come up within 15 s'))
    }, 15_000)
    let text = ''
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (part) => (errors = `${errors}${part}`.slice(-2000)))
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(new StepError(`Xvfb cannot be started: ${error.message}`))
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new StepError(`Xvfb ended at once (exit code ${code}): ${errors.trim()}`))
    })
    child.stdio[3].setEncoding('utf8').on('data', (part) => {
      text += part
      const match = /^(\d+)\n/.exec(text)
      if (match === null) return
      clearTimeout(timer)
      resolve({ display: `:${match[1]}`, switches, stop: () => killGroup(child) })
    })
  })
}
