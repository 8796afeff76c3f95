import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newDeviceKey } from './device-key.ts'
import { Grant, type GrantedKeys, openGrant, sealGrant } from './grant.ts'
import { repScope, type Scope } from './scope.ts'
import { newSecret } from './scope-keys.ts'

const device = newDeviceKey()
const keys = new Map<Scope, Buffer>([['firm', newSecret()], [repScope(Buffer.alloc(16, 5)), newSecret()]])
const secret = newSecret()
const sealed = (epoch: number, granted: GrantedKeys): Grant => {
  const grant = sealGrant({ ...device, epoch, granted })
  if (!grant) throw new Error('not sealed')
  return grant
}
const overWire = (grant: Grant): Grant => Grant.parse(JSON.parse(JSON.stringify(grant)))

describe('grant', () => {
  it('hands a device the secret of an epoch', () => {
    const grant = sealed(2, { secret })
    expect(grant.scopes).toEqual(['all'])
    expect(openGrant(overWire(grant), device)).toEqual({ ok: true, value: { secret } })
  })
  it('hands a device keys of scopes, and tells everybody which', () => {
    const grant = sealed(1, { keys })
    expect(grant.scopes).toEqual(['firm', repScope(Buffer.alloc(16, 5))])
    expect(openGrant(overWire(grant), device)).toEqual({ ok: true, value: { keys } })
  })
  it('shows no key to anybody else', () => {
    const grant = sealed(1, { secret })
    const other = newDeviceKey()
    expect(openGrant(grant, other)).toEqual({ ok: false, error: 'other-device' })
    expect(openGrant({ ...grant, device: other.device.toString('hex') }, other)).toEqual({ ok: false, error: 'damaged' })
    expect(JSON.stringify(grant)).not.toContain(secret.toString('hex'))
  })
  it('is not made for an agreement key that is none', () => {
    expect(sealGrant({ ...device, agreementKey: Buffer.alloc(32), epoch: 1, granted: { secret } })).toBeNull()
  })
  it('is another sealing each time', () => {
    const [a, b] = [0, 1].map(() => sealed(1, { secret }))
    expect(a?.ephemeral).not.toBe(b?.ephemeral)
  })
  it.each<[string, Partial<Grant>]>([
    ['epoch', { epoch: 3 }],
    ['scopes', { scopes: ['firm'] }],
    ['ephemeral key', { ephemeral: '00'.repeat(32) }],
    ['sealed part, cut', { sealed: Buffer.alloc(20).toString('base64') }],
  ])('is refused with another %s', (_, change) => {
    expect(openGrant({ ...sealed(2, { secret }), ...change }, device)).toEqual({ ok: false, error: 'damaged' })
  })
  it('is refused with any bit of it flipped', () => {
    const grant = sealed(2, { keys })
    fc.assert(
      fc.property(fc.constantFrom(['device', 'hex'], ['ephemeral', 'hex'], ['sealed', 'base64']), fc.nat(), fc.nat(7), ([member, coding], place, bit) => {
        const bytes = Buffer.from(String(grant[member as 'device']), coding as 'hex')
        const at = place % bytes.length
        // X25519 ignores the last bit of a key (RFC 7748 5): it goes into the salt, which is why it counts all the same
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
        expect(openGrant({ ...grant, [String(member)]: bytes.toString(coding as 'hex') }, device).ok).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
  it('is read with members that a newer version adds, and without none of ours', () => {
    const grant = sealed(2, { secret })
    expect(Grant.safeParse({ ...grant, note: 'x' }).success).toBe(true)
    for (const member of Object.keys(grant)) expect(Grant.safeParse({ ...grant, [member]: undefined }).success).toBe(false)
    expect(Grant.safeParse({ ...grant, epoch: 0 }).success).toBe(false)
    expect(Grant.safeParse({ ...grant, scopes: ['control'] }).success).toBe(false)
  })
})
