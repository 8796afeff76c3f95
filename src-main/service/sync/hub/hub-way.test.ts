import { connect } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, describe } from 'vitest'
import { HUB_STORES, type HubPlaces, openHub } from '../../../../tests/helpers/hub-places.ts'
import { type FirmDevice, makeRelayFirm } from '../../../../tests/helpers/relay-firm.ts'
import { describeWay } from '../ways/conformance.ts'
import type { SealedBundle } from '../ways/way.ts'

describe.each(HUB_STORES)('a hub on $kind', ({ kind, open }) => {
  let places: HubPlaces
  beforeAll(async () => {
    places = await open()
  }, 60_000)
  afterAll(() => places.close())

  describeWay(`hub on ${kind}`, { secondContent: 'refused', shared: 'at-put', foreignPrune: 'forbidden' }, async () => {
    const address = await places.create()
    const firm = makeRelayFirm()
    const devices = [firm.admin, firm.join(), firm.join(), firm.join()]
    let hub = await openHub(address)
    const { port, url } = hub
    return {
      open: (copy) => Promise.resolve(deviceAt(copy).way(url)),
      makeBundle: ({ site, ...options }) => deviceAt(site).bundle(options),
      leaveCutPut: (bundle, site) => cutPut(port, deviceAt(site), bundle),
      failures: [
        {
          title: 'hub stopped',
          list: 'unreachable',
          put: 'unreachable',
          spoil: () => hub.close(),
          async mend() {
            hub = await openHub(address, { listen: { host: '127.0.0.1', port } })
          },
        },
        {
          title: 'hub full',
          list: null,
          put: 'full',
          async spoil() {
            await hub.close()
            hub = await openHub(address, { listen: { host: '127.0.0.1', port }, quota: { bytesPerFirm: 6_000 } })
          },
          async mend() {
            await hub.close()
            hub = await openHub(address, { listen: { host: '127.0.0.1', port } })
          },
        },
      ],
      close: () => hub.close(),
    }

    function deviceAt(index: number): FirmDevice {
      const device = devices[index]
      if (!device) throw new Error(`no copy ${String(index)}`)
      return device
    }
  })
})

/** Announces a bundle, sends half of it and is gone. */
async function cutPut(port: number, device: FirmDevice, { site, scope, n, bytes }: SealedBundle): Promise<void> {
  const token = await device.token(`http://127.0.0.1:${String(port)}`)
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(
    `PUT /v1/chains/${site}/${scope}/${String(n)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${String(bytes.length)}\r\n\r\n`,
  )
  await new Promise((resolve) => socket.write(bytes.subarray(0, bytes.length / 2), resolve))
  socket.destroy()
}
