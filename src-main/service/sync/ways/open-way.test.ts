import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../../ports/clock.ts'
import { newDeviceKey } from '../identity/device-key.ts'
import { tlsCertificateOf } from '../identity/tls-certificate.ts'
import { FIRM, siteOf } from './conformance-bundles.ts'
import { isWayAddress, openWay } from './open-way.ts'
import type { WayContext, WayKind } from './open-way.ts'

const device = newDeviceKey()
const context: WayContext = {
  firm: FIRM,
  writer: siteOf(0),
  relay: { identity: { rootKey: device.publicKey, signing: device.signing, chain: () => [] }, clock: fixedClock(0) },
  lan: { tls: tlsCertificateOf(device, 0), isExpected: () => false },
}

describe('openWay', () => {
  it.each<[WayKind, string, string]>([
    ['folder', join(tmpdir(), 'team'), join(tmpdir(), 'team')],
    ['package', join(tmpdir(), 'week.trp'), join(tmpdir(), 'week.trp')],
    ['webdav', 'https://li:secret@nas.local/team', 'https://nas.local/team/'],
    ['hub', 'https://hub.example', 'https://hub.example'],
    ['lan', '192.168.1.20', '192.168.1.20:47100'],
  ])('opens a %s without touching it, and names it without a password', async (kind, address, name) => {
    const way = openWay({ kind, address }, context)
    expect(way.name).toBe(name)
    await way.close()
  })

  it.each<[WayKind, string]>([
    ['folder', 'team'], ['folder', ''], ['package', './week.trp'], ['webdav', 'nas.local/team'], ['webdav', 'ftp://nas'], ['hub', 'hub.example'], ['hub', 'file:///x'], ['lan', 'http://x'],
  ])('refuses a %s at %j', (kind, address) => {
    expect(isWayAddress({ kind, address })).toBe(false)
    expect(() => openWay({ kind, address }, context)).toThrow(expect.objectContaining({ name: 'WayProblem', kind: 'broken' }))
  })
})
