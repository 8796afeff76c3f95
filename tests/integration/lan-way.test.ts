import { fixedClock, systemClock } from '#service/ports/clock.ts'
import { describeWay, type WayPlace } from '#service/sync/ways/conformance.ts'
import { type FirmDevice, setupFirm } from '../helpers/setup-firm.ts'
import { openWayTo, startCuttingLine, startListener } from '../helpers/setup-lan.ts'

const TEN_YEARS_MS = 10 * 365 * 86_400_000

describeWay('a copy that listens on the LAN', { secondContent: 'refused', shared: 'at-put', foreignPrune: 'forbidden' }, async (): Promise<WayPlace> => {
  const firm = setupFirm()
  const host = firm.addDevice()
  const devices = Array.from({ length: 4 }, () => firm.addDevice())
  const of = (copy: number): FirmDevice => devices[copy] ?? host
  let listener = await startListener(firm, host)
  const { store } = listener
  const { port } = listener.server
  const restart = async (device: FirmDevice, clock = systemClock): Promise<void> => {
    await listener.server.close()
    listener = await startListener(firm, device, { store, ports: [port], clock })
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
      { title: 'its clock is ten years ahead', list: 'clock', put: 'clock', spoil: () => restart(host, fixedClock(Date.now() + TEN_YEARS_MS)), mend: () => restart(host) },
    ],
    close: () => listener.server.close(),
  }
})
