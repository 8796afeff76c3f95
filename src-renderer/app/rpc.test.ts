import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { contract } from '#shared/contract/index.ts'
import { portMessageType, type ServiceState, type TributaryBridge } from '#shared/contract/shell.contract.ts'
import { ServiceLost } from '../ui/rpc/index.ts'
import { connectService, type ServiceConnection } from './rpc.ts'

const ready: ServiceState = { phase: 'ready', restarts: 0, problem: null }
const restarting: ServiceState = { phase: 'restarting', restarts: 1, problem: null }
const backup = { file: 'a.db', at: 1, bytes: 2 }
let connection: ServiceConnection | null = null
// A page is more than is needed here, and its events are not those of Node's ports: a target with an origin will do.
beforeEach(() => vi.stubGlobal('window', Object.assign(new EventTarget(), { location: { origin: 'app://tributary' } })))
afterEach(() => {
  connection?.close()
  vi.unstubAllGlobals()
})

function post(nonce: string, ports: readonly MessagePort[]): void {
  const { origin } = window.location
  window.dispatchEvent(Object.assign(new Event('message'), { data: { type: portMessageType, nonce }, origin, source: window, ports }))
}

/** A shell whose service answers from memory; `answer` decides what `workspace.backups` does. */
function setupShell(answer: () => Promise<(typeof backup)[]>) {
  const os = implement(contract)
  const handler = new RPCHandler({ workspace: { backups: os.workspace.backups.handler(answer) } })
  let tell: (state: ServiceState) => void = () => undefined
  const asked: string[] = []
  const bridge = {
    connect: (nonce: string) => {
      asked.push(nonce)
      const { port1, port2 } = new MessageChannel()
      handler.upgrade(port1)
      port1.start()
      post(nonce, [port2])
    },
    pathOfFile: () => '',
    onServiceState: (listener: (state: ServiceState) => void) => {
      tell = listener
      return () => undefined
    },
    shell: { getServiceState: () => Promise.resolve(ready) },
  } as unknown as TributaryBridge
  const onConnected = vi.fn()
  connection = connectService(bridge, { onState: () => undefined, onConnected })
  return { client: connection.client, onConnected, asked, tell: (state: ServiceState) => tell(state) }
}

describe('connectService', () => {
  it('answers calls made before the port is open', async () => {
    const { client, onConnected } = setupShell(() => Promise.resolve([backup]))
    expect(await client.workspace.backups()).toEqual([backup])
    expect(onConnected).toHaveBeenCalledTimes(1)
  })

  it('rejects calls in flight when the service dies, and works again once it is back', async () => {
    let isHanging = true
    const { client, tell, onConnected } = setupShell(() => (isHanging ? new Promise(() => undefined) : Promise.resolve([backup])))
    const hanging = client.workspace.backups()
    await vi.waitFor(() => expect(onConnected).toHaveBeenCalledTimes(1))
    tell(restarting)
    await expect(hanging).rejects.toBeInstanceOf(ServiceLost)

    isHanging = false
    const later = client.workspace.backups()
    tell(ready)
    expect(await later).toEqual([backup])
    expect(onConnected).toHaveBeenCalledTimes(2)
  })

  it('asks with a new nonce each time and takes no port for another one', async () => {
    const { tell, asked, onConnected } = setupShell(() => Promise.resolve([]))
    await vi.waitFor(() => expect(onConnected).toHaveBeenCalledTimes(1))
    post('forged', [new MessageChannel().port1])
    tell(restarting)
    tell(ready)
    await vi.waitFor(() => expect(onConnected).toHaveBeenCalledTimes(2))
    expect(new Set(asked).size).toBe(2)
  })

  it('gives up a call that the caller cancels', async () => {
    const { client } = setupShell(() => new Promise(() => undefined))
    const controller = new AbortController()
    const call = client.workspace.backups(undefined, { signal: controller.signal })
    controller.abort()
    await expect(call).rejects.toThrow()
  })
})
