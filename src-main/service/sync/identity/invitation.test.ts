import { describe, expect, it } from 'vitest'
import { verifyChain } from './certificate.ts'
import { keyringOf, keysToKeep } from './first-keys.ts'
import { acceptInvitation, type Invitation, type InvitationRequest, type Joined, type Joining, newInvitation, parseInvitation } from './invitation.ts'
import { isDueForRenewal, renewedChain } from './renewal.ts'
import { newRootKey } from './root-key.ts'
import { repScope, unitScope } from './scope.ts'
import { newSecret, scopeKey } from './scope-keys.ts'

const NOW = Date.UTC(2026, 2, 1)
const DAY = 86_400_000
const root = newRootKey()
const secret = newSecret()
const anna = Buffer.alloc(16, 0xa1)
const bert = Buffer.alloc(16, 0xb2)
const east = Buffer.alloc(16, 0xe1)

const invite = (change: Partial<InvitationRequest> = {}): Invitation =>
  newInvitation({
    genesis: { firm: 'F' }, rootKey: root.publicKey, issuer: { key: root.signing, chain: [] }, controlKey: newSecret(), epoch: 1, secret, keys: new Map(),
    employee: null, role: null, unit: null, scopes: ['all'], now: NOW, expires: NOW + 7 * DAY, ...change,
  })
const join = (invitation: Invitation, change: Partial<Joining> = {}): ReturnType<typeof acceptInvitation> =>
  acceptInvitation(invitation, { employee: anna, role: 'rep', unit: null, now: NOW + DAY, ...change })
function joined(invitation: Invitation, change: Partial<Joining> = {}): Joined {
  const result = join(invitation, change)
  if (!result.ok) throw new Error(result.error.kind)
  return result.value
}
const problem = (invitation: Invitation, change: Partial<Joining> = {}): string => {
  const result = join(invitation, change)
  return result.ok ? 'good' : result.error.kind
}

describe('joining', () => {
  it('gives a device a chain up to the root', () => {
    const invitation = parseInvitation(JSON.stringify(invite()))
    const { deviceKey, chain, certified } = joined(invitation ?? invite())
    expect(verifyChain(chain, { rootKey: root.publicKey, at: NOW + DAY })).toEqual({ ok: true, value: certified })
    expect(certified).toMatchObject({ device: deviceKey.device, agreementKey: deviceKey.agreementKey, employee: anna, role: 'rep', isAdmin: false })
  })
  it.each([
    ['a representative his own customers', { role: 'rep' }, [repScope(anna)], false],
    ['a representative of a unit his own customers', { role: 'rep', unit: east }, [repScope(anna)], false],
    ['a manager everything', { role: 'manager' }, ['all'], true],
    ['the manager of a unit the unit', { role: 'manager', unit: east }, [unitScope(east)], true],
    ['finance everything, without certifying others', { role: 'finance' }, ['all'], false],
  ] as const)('gives %s', (_, change, scopes, isAdmin) => {
    expect(joined(invite(), change).certified).toMatchObject({ scopes, isAdmin })
  })
  it('gives what the invitation says when that is less than all', () => {
    const invitation = invite({ employee: { id: anna.toString('hex'), name: 'Anna' }, role: 'rep', unit: east.toString('hex'), scopes: [repScope(anna)] })
    expect(joined(invitation).certified).toMatchObject({ scopes: [repScope(anna)], unit: east })
  })
  it('works by the invitation of an admin who joined by invitation', () => {
    const manager = joined(invite(), { employee: bert, role: 'manager' })
    const invitation = invite({ issuer: { key: manager.deviceKey.signing, chain: manager.chain }, role: 'rep' })
    const { chain } = joined(invitation)
    expect(chain).toHaveLength(4)
    expect(verifyChain(chain, { rootKey: root.publicKey, at: NOW + 399 * DAY }).ok).toBe(true)
  })
  it('lasts no longer than the invitation\'s certificate, and begins with it when our clock is behind', () => {
    const { certified } = joined(invite(), { now: NOW - 3650 * DAY })
    expect([certified.notBefore, certified.notAfter]).toEqual([NOW, NOW + 400 * DAY])
  })
  it('is refused when it is too late, or for somebody else', () => {
    expect(problem(invite(), { now: NOW + 7 * DAY })).toBe('good')
    expect(problem(invite(), { now: NOW + 7 * DAY + 1 })).toBe('expired')
    expect(problem(invite({ expires: NOW + 900 * DAY }), { now: NOW + 401 * DAY })).toBe('expired')
    expect(problem(invite({ employee: { id: bert.toString('hex'), name: 'Bert' } }))).toBe('employee')
    expect(problem(invite({ role: 'finance' }))).toBe('role')
    expect(problem(invite({ unit: east.toString('hex') }), { unit: bert })).toBe('unit')
  })
  it('is refused by an invitation that a representative made, or whose limits were edited', () => {
    const rep = joined(invite())
    expect(join(invite({ issuer: { key: rep.deviceKey.signing, chain: rep.chain } }))).toEqual({ ok: false, error: { kind: 'damaged', detail: 'not-allowed' } })
    const forRep = invite({ role: 'rep', scopes: [repScope(anna)] })
    expect(problem({ ...forRep, role: 'manager' }, { role: 'manager' })).toBe('role')
    expect(problem({ ...forRep, rootKey: newRootKey().publicKey.toString('hex') })).toBe('damaged')
    expect(problem({ ...forRep, seed: newSecret().toString('hex') })).toBe('damaged')
  })
})

describe('an invitation', () => {
  it.each(['', '[]', '{"format":"tributary-join-1"}'])('is not %j', (text) => {
    expect(parseInvitation(text)).toBeNull()
  })
  it('may not hand over the key of control as a scope\'s', () => {
    expect(parseInvitation(JSON.stringify({ ...invite(), keys: { control: '00'.repeat(32) } }))).toBeNull()
  })
})

describe('keys at the beginning', () => {
  it('are the secret for who holds all, and keys of scopes for others', () => {
    const invitation = invite()
    expect(keysToKeep(invitation, root.firmTag, ['all'])).toEqual({ epoch: 1, secret, keys: new Map() })
    const kept = keysToKeep(invitation, root.firmTag, [repScope(anna)])
    expect(kept.secret).toBeNull()
    const keyring = keyringOf({ firmTag: root.firmTag, controlKey: newSecret(), firstKeys: [kept] })
    expect(keyring.keyOf('firm', 1)).toEqual(scopeKey(secret, root.firmTag, 'firm'))
    expect(keyring.keyOf(repScope(anna), 1)).toEqual(scopeKey(secret, root.firmTag, repScope(anna)))
    expect(keyring.keyOf(repScope(bert), 1)).toBeNull()
    expect(keyring.keyOf('whole', 1)).toBeNull()
  })
  it('are those that the invitation holds when it has no secret', () => {
    const keys = new Map([['firm' as const, newSecret()]])
    expect(keysToKeep(invite({ secret: null, keys }), root.firmTag, [repScope(anna)])).toEqual({ epoch: 1, secret: null, keys })
  })
})

describe('renewal', () => {
  it('is due 100 days before the end, and makes a chain without the invitation', () => {
    const { certified } = joined(invite())
    expect(isDueForRenewal(certified.notAfter, certified.notAfter - 100 * DAY)).toBe(false)
    expect(isDueForRenewal(certified.notAfter, certified.notAfter - 99 * DAY)).toBe(true)
    const later = NOW + 350 * DAY
    const chain = renewedChain(certified, root.publicKey, { key: root.signing, chain: [] }, later)
    const renewed = verifyChain(chain, { rootKey: root.publicKey, at: later })
    expect(renewed).toEqual({ ok: true, value: { ...certified, notBefore: later, notAfter: later + 400 * DAY } })
  })
})
