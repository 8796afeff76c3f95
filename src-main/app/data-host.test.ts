import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { HostRequest } from '#service/entry/host-protocol.ts'
import type { ServiceState } from '#shared/contract/shell.contract.ts'
import { DataHost } from './data-host.ts'
import type { ServiceEvents, ServiceProcess } from './service-process.ts'

type Port = Parameters<ServiceProcess['connect']>[0]

interface FakeProcess extends ServiceEvents {
  readonly sent: HostRequest[]
  readonly ports: unknown[]
  killed: boolean
}

function setupHost(workspaceDir: () => string | null = () => '/firm') {
  const processes: FakeProcess[] = []
  const states: ServiceState[] = []
  const host = new DataHost({
    launch: (events) => {
      const fake: FakeProcess = { ...events, sent: [], ports: [], killed: false }
      processes.push(fake)
      return {
        send: (request) => fake.sent.push(request),
        connect: (port) => fake.ports.push(port),
        kill: () => {
          fake.killed = true
          fake.onExit(null)
        },
      }
    },
    workspaceDir,
    onState: (state) => states.push(state),
    vault: { wrap: (bytes) => Buffer.concat([Buffer.from('os:'), bytes]), unwrap: (bytes) => (bytes.subarray(0, 3).toString() === 'os:' ? bytes.subarray(3) : null) },
    log: { write: () => undefined },
  })
  const last = (): FakeProcess => processes.at(-1) ?? expect.fail('nothing was launched')
  return { host, processes, states, last }
}

const port = {} as Port

describe('DataHost', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('opens the workspace first and keeps ports until the service is ready', () => {
    const { host, last } = setupHost()
    host.start()
    host.connect(port)
    expect(last().sent).toEqual([{ type: 'open', dir: '/firm' }])
    expect(last().ports).toEqual([])
    last().onReply({ type: 'ready', problem: null })
    expect(last().ports).toEqual([port])
    expect(host.state.phase).toBe('ready')
  })

  it('lets the store of the operating system wrap and unwrap keys for the service', () => {
    const { host, last } = setupHost()
    host.start()
    const ask = (work: 'wrap' | 'unwrap', bytes: string): unknown => {
      last().onReply({ type: 'key', id: 3, work, bytes: Buffer.from(bytes).toString('base64') })
      return last().sent.at(-1)
    }
    expect(ask('wrap', 'key')).toEqual({ type: 'key', id: 3, bytes: Buffer.from('os:key').toString('base64') })
    expect(ask('unwrap', 'os:key')).toEqual({ type: 'key', id: 3, bytes: Buffer.from('key').toString('base64') })
    expect(ask('unwrap', 'foreign')).toEqual({ type: 'key', id: 3, bytes: null })
  })

  it('passes on why a workspace could not be opened', () => {
    const { host, last } = setupHost()
    host.start()
    last().onReply({ type: 'ready', problem: { kind: 'workspace-locked', values: {} } })
    expect(host.state).toEqual({ phase: 'ready', restarts: 0, problem: { kind: 'workspace-locked', values: {} } })
  })

  it('restarts a crashed service and opens what was opened last', () => {
    let dir = '/first'
    const { host, processes, last } = setupHost(() => dir)
    host.start()
    last().onReply({ type: 'ready', problem: null })
    dir = '/second'
    last().onExit(1)
    expect(host.state.phase).toBe('restarting')
    vi.advanceTimersByTime(200)
    expect(processes).toHaveLength(2)
    expect(last().sent).toEqual([{ type: 'open', dir: '/second' }])
  })

  it('gives up after three restarts in a row and starts again when asked', () => {
    const { host, processes, last } = setupHost()
    host.start()
    for (const wait of [200, 1_000, 4_000]) {
      last().onExit(1)
      vi.advanceTimersByTime(wait)
    }
    last().onExit(1)
    vi.advanceTimersByTime(60_000)
    expect(processes).toHaveLength(4)
    expect(host.state.phase).toBe('stopped')
    host.start()
    expect(processes).toHaveLength(5)
    expect(host.state).toEqual({ phase: 'starting', restarts: 0, problem: null })
  })

  it('counts from the beginning when the service was healthy for a minute', () => {
    const { host, last } = setupHost()
    host.start()
    for (const wait of [200, 1_000]) {
      last().onReply({ type: 'ready', problem: null })
      last().onExit(1)
      vi.advanceTimersByTime(wait)
    }
    last().onReply({ type: 'ready', problem: null })
    vi.advanceTimersByTime(60_001)
    last().onExit(1)
    expect(host.state.restarts).toBe(1)
  })

  it('ends the service in order and does not restart it', async () => {
    const { host, processes, last } = setupHost()
    host.start()
    last().onReply({ type: 'ready', problem: null })
    const closed = host.close()
    expect(last().sent.at(-1)).toEqual({ type: 'shutdown' })
    last().onReply({ type: 'closed' })
    last().onExit(0)
    await closed
    vi.advanceTimersByTime(60_000)
    expect(processes).toHaveLength(1)
    expect(last().killed).toBe(false)
  })

  it('kills a service that does not end within five seconds', async () => {
    const { host, last } = setupHost()
    host.start()
    const closed = host.close()
    vi.advanceTimersByTime(5_000)
    await closed
    expect(last().killed).toBe(true)
  })

  it('cancels a waiting restart when closed', async () => {
    const { host, processes, last } = setupHost()
    host.start()
    last().onExit(1)
    await host.close()
    vi.advanceTimersByTime(60_000)
    expect(processes).toHaveLength(1)
  })
})
