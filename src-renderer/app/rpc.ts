import { createORPCClient, type ClientLink } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { portMessageType, type ServiceState, type TributaryBridge } from '#shared/contract/shell.contract.ts'
import { ServiceLost, type TributaryClient } from '../ui/rpc/index.ts'

export interface ServiceConnection {
  readonly client: TributaryClient
  /** Ends listening and closes the port. */
  readonly close: () => void
}

interface ConnectionEvents {
  readonly onState: (state: ServiceState) => void
  /** A port is open: the first time, and again after each restart of the service. */
  readonly onConnected: () => void
}

type Link = ClientLink<Record<never, never>>

/**
 * Gives a client that lives as long as the window, over ports that live as long as the service.
 *
 * Edge    calls made while the service starts wait for it; calls in flight when it dies reject with `ServiceLost`.
 */
export function connectService(bridge: TributaryBridge, events: ConnectionEvents): ServiceConnection {
  let line = openLine()

  const link: Link = {
    call: async (path, input, options) => {
      const own = line
      const opened = await untilLost(own, own.opened, options.signal)
      return untilLost(own, opened.link.call(path, input, options), options.signal)
    },
  }

  const stop = bridge.onServiceState(handleState)
  void bridge.shell.getServiceState().then(handleState)
  void ask()

  function handleState(state: ServiceState): void {
    events.onState(state)
    if (state.phase !== 'ready' && (line.isOpen || state.phase === 'stopped')) {
      // The old line is dead: whoever waits on it hears so, whoever calls from now on waits for the next one.
      const dead = line
      line = openLine()
      dead.lose()
    }
    if (state.phase === 'ready' && !line.isAsked) void ask()
  }

  async function ask(): Promise<void> {
    const own = line
    own.isAsked = true
    const port = await requestPort(bridge)
    if (own !== line) return port.close()
    own.accept(port)
    events.onConnected()
  }

  return {
    client: createORPCClient<TributaryClient>(link),
    close: () => {
      stop()
      line.lose()
    },
  }
}

interface Line {
  isAsked: boolean
  isOpen: boolean
  readonly opened: Promise<{ readonly link: Link; readonly port: MessagePort }>
  readonly lost: Promise<never>
  readonly accept: (port: MessagePort) => void
  readonly lose: () => void
}

function openLine(): Line {
  const opened = promiseWithHandles<{ link: Link; port: MessagePort }>()
  const lost = promiseWithHandles<never>()
  // Nobody may be waiting when the line dies; that is no fault.
  lost.promise.catch(() => undefined)
  return {
    isAsked: false,
    isOpen: false,
    opened: opened.promise,
    lost: lost.promise,
    accept(port) {
      const link = new RPCLink({ port })
      port.start()
      this.isOpen = true
      opened.resolve({ link, port })
    },
    lose: () => {
      lost.reject(new ServiceLost())
      // Chromium before 122 does not tell a page that the other end of a port died; the link listens for this event.
      void opened.promise.then(({ port }) => {
        port.dispatchEvent(new Event('close'))
        port.close()
      })
    },
  }
}

// Promise.withResolvers came with Chromium 119; the window also runs on 114.
function promiseWithHandles<T>() {
  let resolve!: (value: T) => void
  let reject!: (reason: Error) => void
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}

function untilLost<T>(line: Line, value: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('call cancelled', 'AbortError')), { once: true })
  })
  return Promise.race(signal ? [value, line.lost, aborted] : [value, line.lost])
}

function requestPort(bridge: TributaryBridge): Promise<MessagePort> {
  const nonce = crypto.randomUUID()
  return new Promise((resolve) => {
    window.addEventListener('message', function receive(event: MessageEvent<unknown>) {
      if (event.source !== window || event.origin !== window.location.origin || !isPortMessage(event.data, nonce)) return
      const port = event.ports[0]
      if (!port) return
      window.removeEventListener('message', receive)
      resolve(port)
    })
    bridge.connect(nonce)
  })
}

function isPortMessage(data: unknown, nonce: string): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === portMessageType && 'nonce' in data && data.nonce === nonce
}
