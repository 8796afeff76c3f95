import { describeWay, type WayPlace } from '#service/sync/ways/conformance.ts'
import { type FirmDevice, setupFirm } from '../helpers/setup-firm.ts'
import { openWayTo, startCuttingLine, startListener } from '../helpers/setup-lan.ts'

describeWay('a copy that listens on the LAN', { secondContent: 'refused', shared: 'at-put', foreignPrune: 'forbidden' }, async (): Promise<WayPlace> => {
  const firm = setupFirm()
  const host = firm.addDevice()
  const devices = Array.from({ length: 4 }, () => firm.addDevice())
  const of = (copy: number): FirmDevice => devices[copy] ?? host
  let listener = await startListener(firm, host)
  const { store } = listener
  const { port } = listener.server
  const restart = async (device: FirmDevice): Promise<void> => {
    await listener.server.close()
    listener = await startListener(firm, device, { store, ports: [port] })
  }
  return {
    open: (copy) => Promise.resolve(openWayTo(port, of(copy), host, devices)),
    makeBundle: ({ site, ...bundle }) => firm.makeBundle(of(site), bundle),
    async leaveCutPut(bundle, site) {
      const line = await startCuttingLine(port, 20_000)
      const way = openWayTo(line.port, of(site), host)
      await way.put(bundle, new AbortController().signal).catch(() => undefined)
      await way.close()
      await line.close()
    },
    failures: [
      { title: 'it does not listen', list: 'unreachable', put: 'unreachable', spoil: () => listener.server.close(), mend: () => restart(host) },
      { title: 'another computer has its address', list: 'unauthorized', put: 'unauthorized', spoil: () => restart(of(3)), mend: () => restart(host) },
    ],
    close: () => listener.server.close(),
  }
})
