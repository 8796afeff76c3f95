import { afterEach, describe, expect, it } from 'vitest'
import { launchApp, makeSharedFolder, removeSharedFolder, type LaunchedApp, type LaunchOptions } from './launch.ts'

const launchers = ['utility', 'node'] as const

describe('data service under the shell', () => {
  let launched: LaunchedApp | null = null
  const folders: string[] = []

  async function setupProbe(options: LaunchOptions): Promise<LaunchedApp> {
    launched = await launchApp({ service: 'probe', page: 'probe.html', ...options })
    return launched
  }
  afterEach(async () => {
    await launched?.close()
    launched = null
    folders.splice(0).forEach(removeSharedFolder)
  })

  it.each(launchers)('answers the window over a port of its own (%s launcher)', async (launcher) => {
    const { page } = await setupProbe({ launcher })
    const result = await page.evaluate(async () => {
      const client = await window.probe.client()
      const counted: number[] = []
      for await (const n of await client.count({ to: 5 })) counted.push(n)
      const rows = await client.rows({ count: 1000 })
      return { info: await client.info(), sum: await client.add({ a: 2, b: 40 }), counted, rows: rows.length, isDate: rows[7]?.at instanceof Date, violations: window.probe.violations }
    })
    expect(result).toMatchObject({ sum: 42, counted: [1, 2, 3, 4, 5], rows: 1000, isDate: true, violations: [] })
    // The product's launcher runs in Electron's Node, the other one in ours.
    if (launcher === 'node') expect(result.info).toMatchObject({ electron: null, node: expect.stringMatching(/^24\./) })
    else expect(result.info.electron).not.toBeNull()
  })

  it.each(launchers)('rejects a call that is under way when the service is killed, restarts it, and the window calls again (%s launcher)', async (launcher) => {
    const { page, log } = await setupProbe({ launcher })
    const pid = await page.evaluate(async () => {
      const client = await window.probe.client()
      const { pid } = await client.info()
      window.probe.pending = client.wait({ ms: 60_000 }).then(() => 'answered', (error: Error) => `rejected: ${error.name}`)
      return pid
    })
    process.kill(pid, 'SIGKILL')
    expect(await page.evaluate(() => window.probe.pending)).toMatch(/^rejected/)
    await page.waitForFunction(() => document.querySelector('#state')?.textContent === 'ready')
    const after = await page.evaluate(async () => ({ info: await (await window.probe.client()).info(), phases: window.probe.phases }))
    expect(after.info.pid).not.toBe(pid)
    expect(after.phases.slice(-2)).toEqual(['restarting', 'ready'])
    expect(log()).toContainEqual(expect.objectContaining({ event: 'service.crashed' }))
  })

  it('gives up after three restarts in a row and starts again when the person asks', async () => {
    const { page } = await setupProbe({ launcher: 'utility' })
    for (let crash = 0; crash < 4; crash++) {
      await page.evaluate(async () => await (await window.probe.client()).die().catch(() => undefined))
      await page.waitForFunction((last) => window.probe.phases.at(-1) === (last ? 'stopped' : 'ready'), crash === 3, { timeout: 15_000 })
    }
    await page.evaluate(() => window.tributary.shell.restartService())
    expect(await page.evaluate(async () => (await (await window.probe.client()).add({ a: 1, b: 1 })))).toBe(2)
  })

  it.each(launchers)('ends the service with the window (%s launcher)', async (launcher) => {
    const { page, close } = await setupProbe({ launcher })
    const pid = await page.evaluate(async () => (await (await window.probe.client()).info()).pid)
    expect(await close()).toEqual({ forced: false })
    launched = null
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/)
  })

  it('opens the workspace of the command line, else the last one, else none', async () => {
    const profileDir = makeSharedFolder()
    const workspaceDir = makeSharedFolder()
    folders.push(profileDir, workspaceDir)
    const opened = async (options: LaunchOptions): Promise<unknown> => {
      const { page, close } = await setupProbe({ profileDir, ...options })
      const info = await page.evaluate(async () => (await (await window.probe.client()).info()).workspaceDir)
      if (options.workspaceDir !== undefined) await page.evaluate((directory) => window.tributary.shell.rememberWorkspace({ directory }), options.workspaceDir)
      await close()
      return info
    }
    expect(await opened({})).toBeNull()
    expect(await opened({ workspaceDir })).toBe(workspaceDir)
    expect(await opened({})).toBe(workspaceDir)
  })

  it('remembers the size of the window', async () => {
    const profileDir = makeSharedFolder()
    folders.push(profileDir)
    const first = await setupProbe({ profileDir })
    const sizeOf = ({ app }: LaunchedApp): Promise<unknown> =>
      app.evaluate(({ BrowserWindow }) => {
        const { width, height } = BrowserWindow.getAllWindows()[0]?.getNormalBounds() ?? {}
        return { width, height }
      })
    await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1000, height: 700 }))
    // The window system answers when it likes.
    await expect.poll(() => sizeOf(first)).toEqual({ width: 1000, height: 700 })
    await first.close()
    const second = await setupProbe({ profileDir })
    expect(await sizeOf(second)).toEqual({ width: 1000, height: 700 })
  })
})
