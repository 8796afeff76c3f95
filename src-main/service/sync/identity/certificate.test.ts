import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Certificate, type CertificateContent, issueCertificate, verifyChain, verifyInvitationChain } from './certificate.ts'
import { type DeviceKey, newDeviceKey } from './device-key.ts'
import { firmTagOf } from './firm-tag.ts'
import { repScope, unitScope } from './scope.ts'

const NOW = Date.UTC(2026, 2, 1)
const DAY = 86_400_000
const root = newDeviceKey()
const admin = newDeviceKey()
const guest = newDeviceKey()
const phone = newDeviceKey()
const anna = Buffer.alloc(16, 0xa1)
const bert = Buffer.alloc(16, 0xb2)
const east = Buffer.alloc(16, 0xe1)
const hex = (bytes: Buffer): string => bytes.toString('hex')
const rootKey = root.publicKey
const check = { rootKey, at: NOW }

type Part<T> = Partial<T>
type HolderContent = Extract<CertificateContent, { kind: 'device' | 'admin' }>
type InvitationContent = Extract<CertificateContent, { kind: 'invitation' }>

function holder(key: DeviceKey, change: Part<HolderContent> = {}): HolderContent {
  return {
    firm: hex(firmTagOf(rootKey)), kind: 'device', publicKey: hex(key.publicKey), agreementKey: hex(key.agreementKey), employee: hex(anna), role: 'rep',
    unit: null, scopes: [repScope(anna)], notBefore: NOW, notAfter: NOW + 400 * DAY, ...change,
  }
}
function invitation(key: DeviceKey, change: Part<InvitationContent> = {}): InvitationContent {
  return {
    firm: hex(firmTagOf(rootKey)), kind: 'invitation', publicKey: hex(key.publicKey), agreementKey: null, employee: null, role: null, unit: null,
    scopes: ['all'], notBefore: NOW, notAfter: NOW + 30 * DAY, ...change,
  }
}
const byRoot = (content: CertificateContent): Certificate => issueCertificate(content, root.signing, 'root')
const by = (key: DeviceKey, content: CertificateContent): Certificate => issueCertificate(content, key.signing, hex(key.device))
const adminContent = holder(admin, { kind: 'admin', role: 'manager', scopes: ['all'], notAfter: NOW + 4000 * DAY })
const problem = (chain: unknown, at: number | null = NOW): string => {
  const checked = verifyChain(chain, { rootKey, at })
  return checked.ok ? 'good' : checked.error
}

describe('a good chain', () => {
  it('says whose device it is, and until when the whole of it is good', () => {
    const chain = [by(guest, holder(phone)), by(admin, invitation(guest)), byRoot(adminContent)]
    const checked = verifyChain(JSON.parse(JSON.stringify(chain)), check)
    expect(checked).toEqual({
      ok: true,
      value: {
        device: phone.device, publicKey: phone.publicKey, agreementKey: phone.agreementKey, employee: anna, role: 'rep', unit: null, isAdmin: false,
        scopes: [repScope(anna)], notBefore: NOW, notAfter: NOW + 30 * DAY,
      },
    })
  })
  it('may be that of an invitation, which is no device', () => {
    const chain = [by(admin, invitation(guest, { employee: hex(anna), role: 'rep' })), byRoot(adminContent)]
    const checked = verifyInvitationChain(chain, check)
    expect(checked.ok && checked.value).toMatchObject({ employee: anna, role: 'rep', scopes: ['all'] })
    expect(problem(chain)).toBe('not-allowed')
    expect(verifyInvitationChain([byRoot(adminContent)], check)).toEqual({ ok: false, error: 'not-allowed' })
  })
  it('is good a day before it begins, for clocks that differ, and until it ends', () => {
    const chain = [byRoot(holder(phone))]
    expect(problem(chain, NOW - DAY)).toBe('good')
    expect(problem(chain, NOW - DAY - 1)).toBe('too-early')
    expect(problem(chain, NOW + 400 * DAY)).toBe('good')
    expect(problem(chain, NOW + 400 * DAY + 1)).toBe('too-late')
    expect(problem(chain, null)).toBe('good')
  })
})

describe('a chain is refused', () => {
  const admitted = byRoot(adminContent)
  it.each<[string, string, unknown]>([
    ['of another firm', 'other-firm', [byRoot(holder(phone, { firm: hex(Buffer.alloc(16)) }))]],
    ['that does not reach the root', 'unknown-issuer', [by(admin, holder(phone))]],
    ['whose links do not fit together', 'unknown-issuer', [by(guest, holder(phone)), admitted]],
    ['that names an issuer who did not sign', 'signature', [issueCertificate(holder(phone), guest.signing, hex(admin.device)), admitted]],
    ['that names the root, who did not sign', 'signature', [issueCertificate(holder(phone), guest.signing, 'root')]],
    ['issued by a device', 'not-allowed', [by(guest, holder(phone)), by(admin, holder(guest)), admitted]],
    ['whose invitation invites others', 'not-allowed', [by(phone, holder(newDeviceKey())), by(guest, invitation(phone)), by(admin, invitation(guest)), admitted]],
    ['of another person than was invited', 'not-allowed', [by(guest, holder(phone, { employee: hex(bert), scopes: [] })), by(admin, invitation(guest, { employee: hex(anna) })), admitted]],
    ['of another role than was invited', 'not-allowed', [by(guest, holder(phone, { role: 'manager', scopes: [] })), by(admin, invitation(guest, { role: 'finance' })), admitted]],
    ['of another unit than was invited', 'not-allowed', [by(guest, holder(phone, { scopes: [] })), by(admin, invitation(guest, { unit: hex(east) })), admitted]],
    ['of an admin whom a representative\'s invitation made', 'not-allowed', [by(guest, holder(phone, { kind: 'admin' })), by(admin, invitation(guest, { role: 'rep' })), admitted]],
    ['of an admin with the role of a representative', 'not-allowed', [by(guest, holder(phone, { kind: 'admin' })), by(admin, invitation(guest)), admitted]],
    ['with scopes that the issuer does not have', 'scopes', [by(admin, holder(phone, { scopes: [repScope(bert)] })), byRoot({ ...adminContent, scopes: [repScope(anna)] })]],
    ['with all scopes from one who has some', 'scopes', [by(admin, holder(phone, { scopes: ['all'] })), byRoot({ ...adminContent, scopes: [unitScope(east)] })]],
    ['whose link before the last is out of time', 'too-late', [by(admin, holder(phone)), byRoot({ ...adminContent, notAfter: NOW - 1, notBefore: NOW - DAY })]],
    ['that lasts longer than a device may', 'too-long', [byRoot(holder(phone, { notAfter: NOW + 401 * DAY }))]],
    ['in which a key comes twice', 'loop', [by(admin, adminContent), admitted]],
    ['in which the root is certified', 'loop', [by(admin, holder(root)), admitted]],
    ['with more than eight certificates', 'too-long', Array.from({ length: 9 }, () => admitted)],
    ['without certificates', 'malformed', []],
    ['that is something else', 'malformed', { chain: [admitted] }],
    ['with a member that we do not know', 'malformed', [{ ...admitted, more: 1 }]],
  ])('%s', (_, reason, chain) => {
    expect(problem(chain)).toBe(reason)
  })

  it('when a body has members that we do not know, whoever signed it', () => {
    const content: CertificateContent & { readonly onlyFor?: string } = { ...holder(phone), onlyFor: 'reading' }
    expect(() => byRoot(content)).toThrow()
  })

  it('with any bit of it flipped', () => {
    const chain = [by(guest, holder(phone)), by(admin, invitation(guest)), admitted]
    expect(problem(chain)).toBe('good')
    fc.assert(
      fc.property(fc.nat(), fc.nat(7), fc.nat(2), fc.constantFrom('body' as const, 'signature' as const), (place, bit, link, member) => {
        const bytes = Buffer.from(chain[link]?.[member] ?? '', 'base64')
        const at = place % bytes.length
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
        const forged = chain.map((certificate, i) => (i === link ? { ...certificate, [member]: bytes.toString('base64') } : certificate))
        expect(problem(forged, null)).not.toBe('good')
      }),
      { numRuns: 300 },
    )
  })

  it('with any letter of its text changed', () => {
    const text = JSON.stringify([by(admin, holder(phone)), admitted])
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'ABCz09+/=" ]}'), (at, letter) => {
        fc.pre(text[at] !== letter)
        let chain: unknown
        try {
          chain = JSON.parse(text.slice(0, at) + letter + text.slice(at + 1))
        } catch {
          // no JSON any more: nothing to check
          return
        }
        expect(problem(chain, null)).not.toBe('good')
      }),
      { numRuns: 300 },
    )
  })
})

describe('scopes of units', () => {
  const chain = [by(admin, holder(phone)), byRoot({ ...adminContent, scopes: [unitScope(east)] })]
  it('take in people only as the organisation of the reader says', () => {
    expect(problem(chain)).toBe('scopes')
    expect(verifyChain(chain, { ...check, takesIn: (outer, inner) => outer === unitScope(east) && inner === repScope(anna) }).ok).toBe(true)
  })
})
