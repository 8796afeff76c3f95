import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readEnvelope, sealBundle } from '#service/sync/bundle/envelope.ts'
import type { HeaderToSeal } from '#service/sync/bundle/header.ts'
import { openKeys } from '#service/sync/chain/keys.ts'
import { issueCertificate } from '#service/sync/identity/certificate.ts'
import { newDeviceKey, siteOf } from '#service/sync/identity/device-key.ts'
import { printStatements } from '#service/sync/identity/statement.ts'
import { addCustomer, bundlesOf, carry, identityOf, receive } from '../helpers/bundle-copies.ts'
import { setupCopy, setupWorkspace, type TestWorkspace } from '../helpers/setup-workspace.ts'

const reasons = ({ held }: ReturnType<typeof receive>): string[] => held.map(({ reason }) => reason)

function setupPair(): { readonly manager: TestWorkspace; readonly li: TestWorkspace; readonly id: Buffer } {
  const manager = setupWorkspace()
  const li = setupCopy(manager, { employee: '李销售', seed: 2 })
  const id = addCustomer(li, '常州电机')
  carry(li, manager)
  return { manager, li, id }
}

/** Seals what the copy's device would never say, with its own keys. */
function forge(copy: TestWorkspace, change: Partial<HeaderToSeal>, payload: Buffer = Buffer.from([1, 0, 0, 0])): Buffer {
  const { deviceKey, firmTag, controlKey } = identityOf(copy)
  const nonce = copy.workspace.db.prepare<[], Buffer>('SELECT nonce FROM sync_site WHERE alias = (SELECT site FROM sync_ctx)').pluck().get() ?? Buffer.alloc(16)
  const header: HeaderToSeal = {
    v: 1, firm: firmTag.toString('hex'), device: deviceKey.device.toString('hex'), nonce: nonce.toString('hex'), site: Buffer.from(copy.workspace.site).toString('hex'),
    scope: 'firm', n: 1, prev: null, kind: 'changes', start: null, epoch: 1, schema: 1, count: 0, from: 0, to: 0, seen: [], heads: null, ...change,
  }
  const scope = header.scope === 'control' || header.scope === 'firm' ? header.scope : 'firm'
  const key = scope === 'control' ? controlKey : openKeys(copy.workspace.db, identityOf(copy)).keyring.keyOf(scope, 1)
  if (!key) throw new Error('no key')
  return sealBundle(header, payload, key, deviceKey.signing).bytes
}

describe('receiveBundles', () => {
  it('takes no piece that was changed on the way', () => {
    const { manager, li } = setupPair()
    const [first] = bundlesOf(li)
    if (!first) throw new Error('no bundle')
    const header = readEnvelope(first)
    const at = header.ok ? header.value.headerEnd + 40 : 0
    for (const place of [at, first.length - 3]) {
      const changed = Buffer.from(first)
      changed[place] = (changed[place] ?? 0) ^ 1
      expect(reasons(receive(setupCopy(manager, { employee: '新人', role: 'manager', seed: 8 }), [changed]))[0]).toMatch(/unknown-device|damaged|key/)
    }
    expect(receive(manager, [Buffer.from('nonsense')])).toMatchObject({ damaged: 1, merged: 0 })
  })

  it('names a scope that the certificate does not allow', () => {
    const { manager, li } = setupPair()
    const prev = null
    expect(reasons(receive(manager, [forge(li, { scope: 'whole', prev })]))).toEqual(['scope'])
    expect(reasons(receive(manager, [forge(li, { scope: `rep-${'0'.repeat(32)}`, prev })]))).toEqual(['scope'])
    expect(reasons(receive(manager, [forge(li, { kind: 'snapshot', n: 9, start: 9 })]))).toEqual(['scope'])
  })

  it('names a site that is not the device’s', () => {
    const { manager, li } = setupPair()
    expect(reasons(receive(manager, [forge(li, { site: Buffer.from(manager.workspace.site).toString('hex') })]))).toEqual(['certificate'])
  })

  it('names a fork where a number comes with other content, and keeps what it has', () => {
    const { manager, li, id } = setupPair()
    expect(reasons(receive(manager, [forge(li, { n: 1 })]))).toEqual(['fork'])
    expect(manager.workspace.db.prepare('SELECT name FROM customer WHERE id = ?').pluck().get(id)).toBe('常州电机')
  })

  it('waits where the chain is cut, and names a bundle that does not follow', () => {
    const { manager, li } = setupPair()
    expect(reasons(receive(manager, [forge(li, { n: 7, prev: '0'.repeat(64) })]))).toEqual(['gap'])
    const next = Number(manager.workspace.db.prepare("SELECT n FROM sync_chain WHERE scope = 'firm' AND alias <> (SELECT site FROM sync_ctx)").pluck().get()) + 1
    expect(reasons(receive(manager, [forge(li, { n: next, prev: '0'.repeat(64) })]))).toContain('fork')
  })

  it('holds a bomb and what is no payload, without unpacking it', () => {
    const { manager, li } = setupPair()
    const head = manager.workspace.db
      .prepare<[], { n: number; hash: Buffer }>("SELECT n, hash FROM sync_chain WHERE scope = 'firm' AND alias <> (SELECT site FROM sync_ctx)")
      .get()
    const place = { n: (head?.n ?? 0) + 1, prev: head?.hash.toString('hex') ?? null }
    expect(reasons(receive(manager, [forge(li, place, Buffer.alloc(60_000_000))]))).toEqual(['content'])
  })

  it('does not know a device that made its own certificate, or widened the one it has', () => {
    const { manager, li } = setupPair()
    const stranger = newDeviceKey()
    const { certified, deviceKey, chain, firmTag, controlKey } = identityOf(li)
    const nonce = createHash('sha256').update('n').digest().subarray(0, 16)
    const own = issueCertificate(
      {
        firm: firmTag.toString('hex'), kind: 'admin', publicKey: stranger.publicKey.toString('hex'), agreementKey: stranger.agreementKey.toString('hex'),
        employee: certified.employee.toString('hex'), role: 'manager', unit: null, scopes: ['all'], notBefore: certified.notBefore, notAfter: certified.notAfter,
      },
      deviceKey.signing, deviceKey.device.toString('hex'),
    )
    const payload = printStatements([{ kind: 'certificate', chain: [own, ...chain] }])
    const header: HeaderToSeal = {
      v: 1, firm: firmTag.toString('hex'), device: stranger.device.toString('hex'), nonce: nonce.toString('hex'), site: siteOf(stranger.publicKey, nonce).toString('hex'),
      scope: 'control', n: 1, prev: null, kind: 'statements', start: null, epoch: 1, schema: 1, count: 1, from: 0, to: 0, seen: [], heads: null,
    }
    const { bytes } = sealBundle(header, payload, controlKey, stranger.signing)
    expect(reasons(receive(manager, [bytes]))).toEqual(['unknown-device'])
    expect(manager.workspace.db.prepare('SELECT count(*) FROM sync_device WHERE device = ?').pluck().get(stranger.device)).toBe(0)
  })

  it('leaves out statements of those who have no right to them, and keeps the bundle', () => {
    const { manager, li } = setupPair()
    const head = manager.workspace.db
      .prepare<[], { n: number; hash: Buffer }>("SELECT n, hash FROM sync_chain WHERE scope = 'control' AND alias <> (SELECT site FROM sync_ctx)")
      .get()
    const payload = printStatements([
      { kind: 'revoke', device: identityOf(manager).deviceKey.device.toString('hex'), heads: [] },
      { kind: 'epoch', epoch: 4_000_000, without: [] },
    ])
    const place = { scope: 'control', kind: 'statements', n: (head?.n ?? 0) + 1, prev: head?.hash.toString('hex') ?? null, count: 2 } as const
    receive(manager, [forge(li, place, payload)])
    expect(manager.workspace.db.prepare('SELECT reason FROM sync_hold').pluck().all()).toEqual(['right'])
    expect(openKeys(manager.workspace.db, identityOf(manager)).epoch).toBe(1)
    expect(manager.workspace.db.prepare('SELECT count(*) FROM sync_device WHERE revoked_at IS NOT NULL').pluck().get()).toBe(0)
  })
})
