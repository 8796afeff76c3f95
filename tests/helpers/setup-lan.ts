import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { type LanServer, type LanServerOptions, startLanServer } from '#service/sync/lan/lan-server.ts'
import { openLanWay } from '#service/sync/lan/lan-way.ts'
import { PairingHost } from '#service/sync/lan/pairing-host.ts'
import type { RelayWay } from '#service/sync/relay/relay-way.ts'
import { systemClock } from '#service/ports/clock.ts'
import { type MemoryRelayStore, memoryRelayStore } from './memory-relay-store.ts'
import type { FirmDevice, TestFirm } from './setup-firm.ts'

export interface TestListener {
  readonly server: LanServer
  readonly store: MemoryRelayStore
  readonly pairing: PairingHost
}

/** A copy of the firm that listens on a free port of this computer, with a store in memory. */
export async function startListener(firm: TestFirm, host: FirmDevice, options: Partial<LanServerOptions> & { readonly store?: MemoryRelayStore } = {}): Promise<TestListener> {
  const { store = memoryRelayStore(), ...served } = options
  const pairing = options.pairing ?? new PairingHost(host.key.publicKey)
  const server = await startLanServer({
    device: host.key,
    firm: firm.tag,
    exchange: { store, policy: { admits: () => true, mayRead: () => true, mayWrite: () => true } },
    isRevoked: () => false,
    ports: [0],
    host: '127.0.0.1',
    ...served,
    pairing,
  })
  return { server, store, pairing }
}

/** A way of one device to a port of this computer where another is expected. */
export function openWayTo(port: number, guest: FirmDevice, expected: FirmDevice, others: readonly FirmDevice[] = []): RelayWay {
  return openLanWay({
    addresses: [{ host: '127.0.0.1', port }],
    tls: guest.tls,
    identity: guest.identity,
    isExpected: (publicKey) => publicKey.equals(expected.key.publicKey),
    clock: systemClock,
    chainOf: (device) => others.find(({ key }) => key.device.toString('hex') === device)?.chain ?? null,
  })
}

/** Something in the line between a caller and a port: cuts each connection after so many bytes of the caller. */
export async function startCuttingLine(port: number, cutAfter: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    let passed = 0
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => undefined).on('close', () => {
        open.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (bytes) => {
      passed += bytes.length
      far.write(bytes.subarray(0, Math.max(0, bytes.length - Math.max(0, passed - cutAfter))))
      if (passed >= cutAfter) near.destroy()
    })
    far.on('data', (bytes) => void near.write(bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of open) socket.destroy()
    }),
  }
}
