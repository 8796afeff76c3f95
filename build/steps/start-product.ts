import { execFileSync } from 'node:child_process'
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { StepError } from './console.mjs'
import { hasDisplay, startVirtualDisplay } from './display.mjs'
import { findOrdinaryUser } from './ordinary-user.mjs'
import { killGroup, start } from './run.mjs'

const limitMs = 30_000

/**
 * Starts the packed product as an ordinary user in an empty profile and looks at its window over the debugging port, which no fuse
 * closes; Playwright needs the inspector, which one does.
 */
export async function startProduct(unpacked: string, electronVersion: string): Promise<string> {
  const user = findOrdinaryUser()
  const folder = mkdtempSync(join(process.platform === 'linux' ? '/var/tmp' : tmpdir(), 'tributary-product-'))
  const virtual = hasDisplay() ? null : await startVirtualDisplay(user)
  try {
    cpSync(unpacked, join(folder, 'product'), { recursive: true })
    mkdirSync(join(folder, 'home'), { mode: 0o700 })
    execFileSync('chmod', ['-R', 'a+rX', join(folder, 'product')])
    execFileSync('chmod', ['755', folder])
    if (user !== null) chownSync(join(folder, 'home'), user.uid, user.gid)
    const child = start(join(folder, 'product/tributary'), ['--remote-debugging-port=0', '--lang=zh-CN', ...(virtual?.switches ?? [])], {
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
      env: {
        PATH: process.env['PATH'],
        HOME: join(folder, 'home'),
        DISPLAY: virtual?.display ?? process.env['DISPLAY'],
        DBUS_SESSION_BUS_ADDRESS: 'disabled:',
        // Must change nothing in the product.
        ELECTRON_RUN_AS_NODE: '1',
        NODE_OPTIONS: '--no-deprecation',
      },
    })
    try {
      return await lookAtWindow(child.stderr, electronVersion)
    } finally {
      killGroup(child)
      await sleep(200)
    }
  } finally {
    virtual?.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function lookAtWindow(stderr: NodeJS.ReadableStream | null, electronVersion: string): Promise<string> {
  const { host } = new URL(await debuggingAddress(stderr))
  const page = await waitForPage(host)
  if (page.url.split(/[?#]/)[0] !== 'app://tributary/index.html') throw new StepError(`the product shows ${page.url}`)
  const phase = await waitForContent(page.webSocketDebuggerUrl)
  // Not part of what is checked on a runtime whose Node is too old for the driver; said, so that nobody reads more into it.
  return `start: the window of Electron ${electronVersion} shows the page; data service: ${phase}`
}

const Pages = z.array(z.object({ type: z.string(), url: z.string(), webSocketDebuggerUrl: z.string() }))
const Answer = z.object({
  result: z.object({ result: z.object({ value: z.unknown() }), exceptionDetails: z.object({ text: z.string() }).optional() }).optional(),
})

/** Waits until the page has drawn something; gives the phase of the data service. */
async function waitForContent(address: string): Promise<string> {
  for (const end = Date.now() + limitMs; Date.now() < end; await sleep(200)) {
    if (Number((await evaluate(address, `document.querySelector('#app')?.childElementCount ?? 0`)) ?? 0) > 0) {
      return String(await evaluate(address, `window.tributary.shell.getServiceState().then(({ phase }) => phase)`))
    }
  }
  throw new StepError('the window of the product stays empty')
}

async function waitForPage(host: string): Promise<z.infer<typeof Pages>[number]> {
  for (const end = Date.now() + limitMs; Date.now() < end; await sleep(100)) {
    const pages = Pages.parse(await (await fetch(`http://${host}/json`)).json())
    const page = pages.find(({ type, url }) => type === 'page' && url !== '')
    if (page !== undefined) return page
  }
  throw new StepError(`the product opened no window within ${limitMs / 1000} s`)
}

/** Runs an expression in the page. Playwright cannot: it asks for browser contexts, which Electron does not have. */
function evaluate(address: string, expression: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address)
    const timer = setTimeout(() => reject(new StepError('the page of the product does not answer')), limitMs)
    socket.onopen = () => socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression, awaitPromise: true, returnByValue: true } }))
    socket.onerror = () => reject(new StepError('the page of the product cannot be reached'))
    socket.onmessage = ({ data }) => {
      clearTimeout(timer)
      socket.close()
      // Without a result the page has no context yet: it is still loading.
      const { result } = Answer.parse(JSON.parse(String(data)))
      const fault = result?.exceptionDetails?.text
      if (fault === undefined) resolve(result?.result.value)
      else reject(new StepError(`the page of the product: ${fault}`))
    }
  })
}

function debuggingAddress(stderr: NodeJS.ReadableStream | null): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new StepError(`the product did not start within ${limitMs / 1000} s: ${text.slice(-500)}`)), limitMs)
    stderr?.on('data', (part) => {
      text += String(part)
      const match = /DevTools listening on (ws:\S+)/.exec(text)
      if (match?.[1] === undefined) return
      clearTimeout(timer)
      resolve(match[1])
    })
  })
}
