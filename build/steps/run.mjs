import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { StepError } from './console.mjs'
import { root } from './paths.mjs'

/** Children that still run. They lead process groups of their own, so that what they started ends with them. */
const running = new Set()

process.on('exit', () => running.forEach((child) => killGroup(child)))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143))

/**
 * Starts a program in a process group of its own; the group is killed when this process ends.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, ...options, detached: process.platform !== 'win32' })
  running.add(child)
  child.once('exit', () => running.delete(child))
  child.once('error', () => running.delete(child))
  return child
}

/** Kills a child started by `start` with everything it started. */
export function killGroup(child, signal = 'SIGKILL') {
  if (child.pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/**
 * Runs a program to its end and gives its standard output (empty when it is shown on the terminal).
 *
 * Errors  a StepError with the last lines of output when the exit code is not 0 and not in `allow`.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ show?: boolean, env?: NodeJS.ProcessEnv, cwd?: string, timeoutMs?: number, title?: string, allow?: readonly number[], tailLines?: number }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, options = {}) {
  const { show = false, env = process.env, cwd = root, timeoutMs = 600_000, title = command, allow = [], tailLines = 15 } = options
  return new Promise((resolvePromise, reject) => {
    const child = start(command, args, { cwd, env, stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text))
    child.stderr?.setEncoding('utf8').on('data', (text) => (errors += text))
    const timer = setTimeout(() => {
      killGroup(child)
      reject(new StepError(`${title} did not end within ${timeoutMs / 1000} s`))
    }, timeoutMs)
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(new StepError(`${title} cannot be started: ${error.message}`))
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      if (code === 0 || allow.includes(code ?? -1)) return resolvePromise({ code: code ?? -1, output })
      reject(new StepError([`${title} failed (exit code ${code})`, tail(`${output}\n${errors}`, tailLines)].filter(Boolean).join('\n')))
    })
  })
}

function tail(text, lines) {
  // Stack lines of packages say nothing to whoever has to mend the source.
  return text.split('\n').filter((line) => line.trim() !== '' && !/^\s+at .*node_modules/.test(line)).slice(-lines).join('\n')
}

/** The environment for programs of node_modules: its Node 24 stands first on the path. */
export function projectEnvironment(extra = {}) {
  return { ...process.env, PATH: [join(root, 'node_modules/.bin'), process.env.PATH ?? ''].join(delimiter), ...extra }
}

/** The environment for npm itself, which must not run on a Node that it is about to replace. */
export function npmEnvironment() {
  const path = (process.env.PATH ?? '').split(delimiter).filter((part) => !part.includes('node_modules'))
  return { ...process.env, PATH: path.join(delimiter), npm_config_loglevel: 'error', npm_config_audit: 'false', npm_config_fund: 'false' }
}
