import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kindsOf, setupDirectory } from '../../../../tests/helpers/setup-workspace.ts'
import { foundIdentity, joinIdentity } from './found-identity.ts'
import type { Identity } from './identity.ts'
import { IDENTITY_FILE, readIdentity, writeIdentity } from './identity-file.ts'
import { repScope } from './scope.ts'

const NOW = Date.UTC(2026, 2, 1)
const anna = Buffer.alloc(16, 0xa1)
const key = Buffer.alloc(32, 5)
const founded = foundIdentity({ employee: Buffer.alloc(16, 1), role: 'manager', unit: null, now: NOW }, { firm: { name: '企业' } })

function plain(identity: Identity | null): unknown {
  const { deviceKey, ...rest } = identity ?? founded.identity
  return { ...rest, device: deviceKey.device, seeds: deviceKey.seeds }
}
const textIn = (directory: string): string => readFileSync(join(directory, IDENTITY_FILE), 'utf8')

describe('identity file', () => {
  it('gives back what was written, and is for this user alone', () => {
    const directory = setupDirectory()
    writeIdentity(directory, founded.identity, null)
    expect(plain(readIdentity(directory, null))).toEqual(plain(founded.identity))
    expect(statSync(join(directory, IDENTITY_FILE)).mode & 0o777).toBe(0o600)
  })
  it('is sealed when the workspace has a key, and opened with no other', () => {
    const directory = setupDirectory()
    writeIdentity(directory, founded.identity, key)
    expect(textIn(directory)).not.toContain(founded.identity.deviceKey.seeds.signing.toString('hex'))
    expect(plain(readIdentity(directory, key))).toEqual(plain(founded.identity))
    expect(kindsOf(() => readIdentity(directory, null))).toEqual(['identity-damaged'])
    expect(kindsOf(() => readIdentity(directory, Buffer.alloc(32)))).toEqual(['identity-damaged'])
  })
  it('is missing in a copy from before there were keys', () => {
    expect(readIdentity(setupDirectory(), null)).toBeNull()
  })
  it.each<[string, (text: string) => string]>([
    ['cut', (text) => text.slice(0, -20)],
    ['with another device\'s keys', (text) => text.replace(founded.identity.deviceKey.seeds.signing.toString('hex'), '22'.repeat(32))],
    ['with another root', (text) => text.replace(founded.identity.rootKey.toString('hex'), '22'.repeat(32))],
    ['of a version that we do not know', (text) => text.replace('tributary-identity-1', 'tributary-identity-2')],
  ])('is refused when it is %s', (_, damage) => {
    const directory = setupDirectory()
    writeIdentity(directory, founded.identity, null)
    writeFileSync(join(directory, IDENTITY_FILE), damage(textIn(directory)))
    expect(kindsOf(() => readIdentity(directory, null))).toEqual(['identity-damaged'])
  })
})

describe('founding and joining', () => {
  it('makes the founder an admin for everything, who holds secret and root', () => {
    const { identity, invitation } = founded
    expect(identity.certified).toMatchObject({ isAdmin: true, scopes: ['all'], role: 'manager', notAfter: NOW + 4000 * 86_400_000 })
    expect(identity.rootSeed).not.toBeNull()
    expect(JSON.stringify(invitation)).not.toContain(identity.rootSeed?.toString('hex'))
    expect(invitation.secret).toBe(identity.firstKeys[0]?.secret?.toString('hex'))
  })
  it('gives a representative the keys of his scopes and nothing more', () => {
    const joined = joinIdentity(founded.invitation, { employee: anna, role: 'rep', unit: null, now: NOW })
    expect(joined.ok && [...(joined.value.firstKeys[0]?.keys.keys() ?? [])]).toEqual(['firm', repScope(anna)])
    const directory = setupDirectory()
    if (joined.ok) writeIdentity(directory, joined.value, null)
    expect(textIn(directory)).not.toContain(founded.invitation.secret)
    expect(textIn(directory)).not.toContain(founded.invitation.seed)
    expect(plain(readIdentity(directory, null))).toEqual(plain(joined.ok ? joined.value : null))
  })
})
