import { spawn } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { makeSharedFolder, removeSharedFolder } from './launch.ts'

describe('app --headless', () => {
  let home = ''
  beforeEach(() => (home = makeSharedFolder()))
  afterEach(() => removeSharedFolder(home))

  it.each(['utility', 'node'] as const)('runs a command of the command line and ends with its exit code (%s)', async (launcher) => {
    const usage = await runHeadless(['query', '--help'], launcher)
    expect(usage.code).toBe(0)
    expect(usage.stdout).toContain('query')
    expect((await runHeadless(['no-such-command'], launcher)).code).toBe(2)
  })

  function runHeadless(args: readonly string[], launcher: 'utility' | 'node'): Promise<{ code: number | null; stdout: string }> {
    const e2e = inject('e2e')
    return new Promise((resolve, reject) => {
      const child = spawn(e2e.launcher, ['--headless', ...args], {
        cwd: '/',
        detached: true,
        stdio: ['ignore', 'pipe', 'ignore'],
        env: {
          PATH: process.env['PATH'], HOME: home, DISPLAY: e2e.display, DBUS_SESSION_BUS_ADDRESS: 'disabled:',
          ...(launcher === 'node' ? { TRIBUTARY_SERVICE_NODE: e2e.node } : {}),
        },
      })
      const timer = setTimeout(() => {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
        reject(new Error('the command did not end within 20 s'))
      }, 20_000)
      let stdout = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
      child.once('error', reject)
      child.once('close', (code) => {
        clearTimeout(timer)
        resolve({ code, stdout })
      })
    })
  }
})
