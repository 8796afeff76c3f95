import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'

const limitMs = 60_000
const Pages = z.array(z.object({ type: z.string(), url: z.string(), webSocketDebuggerUrl: z.string().optional() }))
const Answer = z.object({ id: z.number().optional(), result: z.object({ result: z.object({ value: z.unknown() }).optional() }).optional() })

/** The page of a window over the debugging port: nothing of it runs before the window does, unlike a driver that holds the start. */
export interface DebuggedPage {
  /** Asks again and again until the expression is true in the page. Cost: a few microseconds of the page's time each time. */
  readonly until: (expression: string) => Promise<void>
  readonly press: (key: { readonly key: string; readonly code: string; readonly keyCode: number; readonly control?: boolean }) => Promise<void>
  readonly close: () => void
}

/** Connects to the first page whose address begins with `prefix`. Errors: throws when none comes within a minute. */
export async function connectToPage(stderr: NodeJS.ReadableStream, prefix: string): Promise<DebuggedPage> {
  const { host } = new URL(await debuggingAddress(stderr))
  const socket = await open(await pageAddress(host, prefix))
  const waiting = new Map<number, (answer: z.infer<typeof Answer>) => void>()
  socket.onmessage = ({ data }) => {
    const answer = Answer.parse(JSON.parse(String(data)))
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
  }
  let calls = 0
  const send = (method: string, params: object): Promise<z.infer<typeof Answer>> =>
    new Promise((resolve) => {
      const id = ++calls
      waiting.set(id, (answer) => {
        waiting.delete(id)
        resolve(answer)
      })
      socket.send(JSON.stringify({ id, method, params }))
    })
  return {
    until: (expression) => poll(async () => (await send('Runtime.evaluate', { expression, returnByValue: true })).result?.result?.value === true || null, expression).then(() => undefined),
    press: async ({ control = false, keyCode, ...key }) => {
      const event = { ...key, windowsVirtualKeyCode: keyCode, modifiers: control ? 2 : 0 }
      await send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event })
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
    },
    close: () => socket.close(),
  }
}

async function poll<T>(ask: () => Promise<T | null>, what: string): Promise<T> {
  for (const end = Date.now() + limitMs; Date.now() < end; await sleep(4)) {
    const answer = await ask()
    if (answer !== null) return answer
  }
  throw new Error(`the window: nothing within ${String(limitMs / 1000)} s: ${what}`)
}

function pageAddress(host: string, prefix: string): Promise<string> {
  return poll(async () => {
    const pages = Pages.parse(await (await fetch(`http://${host}/json`)).json())
    return pages.find(({ type, url }) => type === 'page' && url.startsWith(prefix))?.webSocketDebuggerUrl ?? null
  }, `a page at ${prefix}`)
}

function open(address: string): Promise<WebSocket> {
  const socket = new WebSocket(address)
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve(socket)
    socket.onerror = () => reject(new Error(`the window: ${address} cannot be reached`))
  })
}

function debuggingAddress(stderr: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error(`the window did not start within ${String(limitMs / 1000)} s: ${text.slice(-500)}`)), limitMs)
    stderr.on('data', (part) => {
      text += String(part)
      const match = /DevTools listening on (ws:\S+)/.exec(text)
      if (match?.[1] === undefined) return
      clearTimeout(timer)
      resolve(match[1])
    })
  })
}
