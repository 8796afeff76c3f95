import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchApp, type LaunchedApp } from './launch.ts'

/** The checklist of docs/architecture.md ("Security of the window"), asked of the running program, not of its source. */
describe('security of the window', () => {
  let launched: LaunchedApp
  beforeAll(async () => {
    launched = await launchApp({ service: 'probe', page: 'probe.html' })
    await launched.page.evaluate(async () => (await window.probe.client()).info())
  })
  afterAll(() => launched.close())

  const refusals = (event: string): unknown[] => launched.log().filter((line) => line['event'] === event)

  it('isolates the page from the preload and from Node', async () => {
    const preferences = await launched.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      return contents.getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInSubFrames: false,
      webSecurity: true, webviewTag: false, allowRunningInsecureContent: false,
    })
    expect(preferences['nodeIntegrationInWorker'] ?? false).toBe(false)
    const globals = await launched.page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in window))
    expect(globals).toEqual([])
  })

  it('runs every renderer in the system sandbox', async () => {
    const processes = await launched.app.evaluate(({ app }) => app.getAppMetrics().map(({ type, sandboxed, pid }) => ({ type, sandboxed: sandboxed ?? null, pid })))
    const renderers = processes.filter(({ type }) => type === 'Tab')
    expect(renderers.length).toBeGreaterThan(0)
    const commandLine = await launched.app.evaluate(({ app }) => ['no-sandbox', 'disable-gpu-sandbox', 'disable-web-security'].filter((name) => app.commandLine.hasSwitch(name)))
    expect(commandLine).toEqual([])
    if (process.platform !== 'linux') return
    // The kernel's own word for it: 2 means that a system call filter is active.
    const { readFileSync } = await import('node:fs')
    for (const { pid } of renderers) expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m)
  })

  it('does not run as root', async () => {
    expect(await launched.app.evaluate(() => process.getuid?.())).not.toBe(0)
  })

  it('shows the page nothing but the named requests', async () => {
    const shape = await launched.page.evaluate(() => ({
      bridge: Object.fromEntries(Object.entries(window.tributary).map(([key, value]) => [key, typeof value])),
      shell: Object.keys(window.tributary.shell).sort(),
      isFrozen: (() => {
        try {
          // @ts-expect-error The bridge is read-only; a page that tries must not succeed.
          window.tributary.connect = () => 'replaced'
        } catch {
          return true
        }
        return String(window.tributary.connect('x'.repeat(16))) !== 'replaced'
      })(),
    }))
    expect(shape.bridge).toEqual({ connect: 'function', onServiceState: 'function', pathOfFile: 'function', shell: 'object' })
    expect(shape.shell).toEqual([
      'chooseFiles', 'chooseFolder', 'chooseFolders', 'chooseSaveFile', 'getLocale', 'getServiceState', 'getWorkspacePath', 'openExternal', 'rememberWorkspace',
      'restartService', 'setLanguage', 'setThemeSource', 'showItemInFolder', 'showLogs',
    ])
    expect(shape.isFrozen).toBe(true)
  })

  it.each([
    ['a page', '/probe.html', 200],
    ['a missing file', '/nothing.js', 404],
    ['a folder', '/assets/', 403],
    ['steps out of the folder', '/%2e%2e%2fmain%2findex.cjs', 403],
    ['a neighbour whose name begins like the folder', '/..%2frenderer-evil%2fx.js', 403],
    ['broken encoding', '/%E0%A4%A', 400],
  ])('answers %s with the whole policy', async (_what, path, status) => {
    const response = await fetchFromScheme(`app://tributary${path}`)
    expect(response.status).toBe(status)
    const policy = new Map(response.policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]))
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'", 'img-src': "'self' data:", 'font-src': "'self'", 'connect-src': "'none'",
      'frame-ancestors': "'none'", 'form-action': "'none'", 'base-uri': "'none'",
    })
    expect(response.sniff).toBe('nosniff')
  })

  it.each([
    ['POST', 'app://tributary/probe.html', 405],
    ['HEAD', 'app://tributary/probe.html', 405],
    ['GET', 'app://tributary.evil/probe.html', 403],
    ['GET', 'app://other/probe.html', 403],
  ])('refuses %s %s', async (method, address, status) => {
    const response = await fetchFromScheme(address, method)
    expect(response.status).toBe(status)
    expect(response.policy).toContain("default-src 'none'")
  })

  it('runs no inline script, no eval and loads nothing from outside', async () => {
    const result = await launched.page.evaluate(async () => {
      window.probe.violations.length = 0
      const inline = document.createElement('script')
      inline.textContent = 'window.inlineRan = true'
      document.body.append(inline)
      // In a task of its own: what the test driver itself evaluates may use eval.
      const evalError = await new Promise<string>((resolve) =>
        setTimeout(() => {
          try {
            globalThis.eval('1')
            resolve('ran')
          } catch (error) {
            resolve((error as Error).name)
          }
        }),
      )
      const outside = await fetch('https://example.com/').then(() => 'loaded', () => 'refused')
      const own = await fetch('app://tributary/probe.html').then(() => 'loaded', () => 'refused')
      const frame = document.createElement('iframe')
      frame.src = 'app://tributary/probe.html'
      document.body.append(frame)
      await new Promise((resolve) => setTimeout(resolve, 200))
      frame.remove()
      return { inlineRan: 'inlineRan' in window, evalError, outside, own, violations: [...new Set(window.probe.violations)].sort() }
    })
    expect(result).toMatchObject({ inlineRan: false, evalError: 'EvalError', outside: 'refused', own: 'refused' })
    expect(result.violations).toEqual(expect.arrayContaining(['connect-src', 'script-src-elem']))
  })

  it('stays on its page', async () => {
    const before = launched.page.url()
    const targets = ['https://example.com/', 'file:///etc/passwd', 'app://tributary/index.html', 'data:text/html,x', 'javascript:void 0']
    for (const target of targets) {
      await launched.page.evaluate((address) => {
        const link = document.createElement('a')
        link.href = address
        document.body.append(link)
        link.click()
        link.remove()
      }, target)
    }
    await launched.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)))
    expect(launched.page.url()).toBe(before)
    expect(refusals('navigation.denied').length).toBeGreaterThanOrEqual(2)
  })

  it('opens no other window', async () => {
    const opened = await launched.page.evaluate(() => ['https://example.com/', 'about:blank', 'app://tributary/index.html'].map((address) => window.open(address) === null))
    expect(opened).toEqual([true, true, true])
    expect(launched.app.windows()).toHaveLength(1)
    expect(refusals('navigation.denied')).toContainEqual(expect.objectContaining({ what: 'window-open' }))
  })

  it('denies permissions, when asked and when checked', async () => {
    const result = await launched.page.evaluate(async () => {
      const states: Record<string, string> = {}
      for (const name of ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read'] as const) {
        states[name] = (await navigator.permissions.query({ name: name as PermissionName })).state
      }
      const media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'granted', (error: Error) => error.name)
      const place = await new Promise<string>((resolve) => navigator.geolocation.getCurrentPosition(() => resolve('granted'), (error) => resolve(`refused ${error.code}`)))
      const notification = await Notification.requestPermission()
      return { states, media, place, notification }
    })
    expect(Object.values(result.states)).not.toContain('granted')
    // A machine without a microphone says so before anybody is asked.
    expect(result.media).toMatch(/^Not(Allowed|Found)Error$/)
    expect(result.place).toBe('refused 1')
    expect(result.notification).toBe('denied')
    expect(refusals('permission.denied').length).toBeGreaterThan(0)
  })

  it('opens outside only what the list allows', async () => {
    const refused = await launched.page.evaluate(async () => {
      const addresses = ['file:///etc/passwd', 'http://example.com/', 'https://localhost/', 'javascript:alert(1)', 'app://tributary/index.html']
      return await Promise.all(addresses.map((url) => window.tributary.shell.openExternal({ url })))
    })
    expect(refused).toEqual([false, false, false, false, false])
  })

  it('refuses payloads that do not fit the contract', async () => {
    const outcome = await launched.page.evaluate(async () => {
      const bad = (work: Promise<unknown>): Promise<string> => work.then(() => 'answered', () => 'refused')
      const shell = window.tributary.shell as unknown as Record<string, (input?: unknown) => Promise<unknown>>
      return await Promise.all([
        bad(shell['setThemeSource']!({ theme: 'pink' })),
        bad(shell['rememberWorkspace']!({ directory: 5 })),
        bad(shell['chooseFiles']!({ filters: [{ name: '', extensions: ['../x'] }] })),
        bad(shell['openExternal']!({ url: 'x'.repeat(3000) })),
      ])
    })
    expect(outcome).toEqual(['refused', 'refused', 'refused', 'refused'])
    expect(refusals('ipc.refused')).toContainEqual({ at: expect.any(String), level: 'warn', event: 'ipc.refused', channel: 'shell:setThemeSource', reason: 'bad-payload' })
  })

  it('does not answer a page of another origin or a window that the shell did not open', async () => {
    const ask = (address: string): Promise<{ answer: unknown; port: unknown }> =>
      launched.app.evaluate(async ({ app, BrowserWindow }, target) => {
        const preload = `${app.getAppPath()}/out/preload/bridge.cjs`
        const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } })
        await stranger.loadURL(target)
        const run = (script: string): Promise<unknown> => stranger.webContents.executeJavaScript(script) as Promise<unknown>
        const answer = await run(`window.tributary.shell.getServiceState().then(() => 'answered', () => 'refused')`)
        const port = await run(
          `new Promise((resolve) => { window.addEventListener('message', () => resolve('got a port')); window.tributary.connect('${'n'.repeat(36)}'); setTimeout(() => resolve('nothing'), 300) })`,
        )
        stranger.destroy()
        return { answer, port }
      }, address)
    // As after a mistake in the navigation rules: a foreign page that got hold of our preload.
    expect(await ask('about:blank')).toEqual({ answer: 'refused', port: 'nothing' })
    expect(await ask('app://tributary/probe.html')).toEqual({ answer: 'refused', port: 'nothing' })
    for (const [channel, reason] of [['shell:getServiceState', 'foreign-page'], ['service:connect', 'foreign-page'], ['service:connect', 'unknown-window']]) {
      expect(refusals('ipc.refused')).toContainEqual(expect.objectContaining({ channel, reason }))
    }
  })

  it('attaches no guest page', async () => {
    const attached = await launched.page.evaluate(async () => {
      const guest = document.createElement('webview')
      guest.setAttribute('src', 'https://example.com/')
      document.body.append(guest)
      await new Promise((resolve) => setTimeout(resolve, 200))
      return 'getWebContentsId' in guest
    })
    expect(attached).toBe(false)
  })

  /** Asks as the browser process does, so that the page's own policy does not answer in place of the scheme. */
  function fetchFromScheme(address: string, method = 'GET'): Promise<{ status: number; policy: string; sniff: string | null }> {
    return launched.app.evaluate(
      async ({ session }, request) => {
        const response = await session.defaultSession.fetch(request.address, { method: request.method })
        return {
          status: response.status,
          policy: response.headers.get('content-security-policy') ?? '',
          sniff: response.headers.get('x-content-type-options'),
        }
      },
      { address, method },
    )
  }
})
