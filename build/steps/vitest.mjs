import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { projectNode, root } from './paths.mjs'
import { projectEnvironment, start } from './run.mjs'

/**
 * Runs one project of the tests, shows it on the terminal and counts.
 *
 * Edge    a run that breaks off, or a file that cannot be loaded, counts as one failure even though no test failed.
 *
 * @param {string} project
 * @param {{ args?: readonly string[], timeoutMs: number }} options
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runVitest(project, { args = [], timeoutMs }) {
  const report = join(root, '.cache', `vitest-${project}-${process.pid}.json`)
  mkdirSync(join(root, '.cache'), { recursive: true })
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`]
  try {
    const code = await exitCode([join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', project, ...reporters, ...args], timeoutMs)
    if (!existsSync(report)) return { passed: 0, failed: 1 }
    const { numPassedTests, numFailedTests, success } = JSON.parse(readFileSync(report, 'utf8'))
    return { passed: numPassedTests, failed: Math.max(numFailedTests, success && code === 0 ? 0 : 1) }
  } finally {
    rmSync(report, { force: true })
  }
}

function exitCode(args, timeoutMs) {
  return new Promise((resolve) => {
    const child = start(projectNode, args, { env: projectEnvironment(), stdio: ['ignore', 'inherit', 'inherit'] })
    const timer = setTimeout(() => {
      console.error(`✗ the tests did not end within ${timeoutMs / 60_000} minutes`)
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), 5_000).unref()
    }, timeoutMs)
    child.once('error', () => resolve(1))
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve(code ?? 1)
    })
  })
}
