import { describe, expect, it } from 'vitest'
import { isScope, parseScope, repScope, unitScope } from './scope.ts'
import { Keyring, newSecret, scopeKey } from './scope-keys.ts'

const firmTag = Buffer.alloc(16, 7)
const id = Buffer.from('00112233445566778899aabbccddeeff', 'hex')

describe('scope', () => {
  it('is written in one way and read back', () => {
    expect(repScope(id)).toBe('rep-00112233445566778899aabbccddeeff')
    expect(parseScope(unitScope(id))).toEqual({ kind: 'unit', id })
    expect(parseScope('whole')).toEqual({ kind: 'whole' })
  })
  it.each(['', 'Rep-00112233445566778899aabbccddeeff', 'rep-00112233445566778899AABBCCDDEEFF', 'rep-0011', 'firm\n', 'firm/../control', 'all'])('is not %j', (text) => {
    expect(isScope(text)).toBe(false)
    expect(parseScope(text)).toBeNull()
  })
})

describe('keyring', () => {
  const controlKey = Buffer.alloc(32, 1)
  it('derives the key of each scope from the secret of the epoch', () => {
    const secret = newSecret()
    const keys = new Keyring({ firmTag, controlKey })
    keys.addSecret(3, secret)
    expect(keys.keyOf(repScope(id), 3)).toEqual(scopeKey(secret, firmTag, repScope(id)))
    expect(keys.keyOf(repScope(id), 2)).toBeNull()
    expect(keys.epochs.at(-1)).toBe(3)
    expect(keys.secretOf(3)).toEqual(secret)
  })
  it('opens with single keys exactly what they are for', () => {
    const keys = new Keyring({ firmTag, controlKey })
    keys.addKey(1, 'firm', Buffer.alloc(32, 9))
    expect(keys.keyOf('firm', 1)).toEqual(Buffer.alloc(32, 9))
    expect(keys.keyOf('whole', 1)).toBeNull()
    expect(keys.keyOf('firm', 2)).toBeNull()
  })
  it('has one key for control, in every epoch', () => {
    const keys = new Keyring({ firmTag, controlKey })
    expect(keys.keyOf('control', 77)).toEqual(controlKey)
    expect(keys.epochs).toEqual([])
  })
  it('gives no two scopes, epochs or firms the same key', () => {
    const secrets = [newSecret(), newSecret()]
    const keys = secrets.flatMap((secret) => (['firm', 'whole', repScope(id), unitScope(id)] as const).flatMap((scope) => [scopeKey(secret, firmTag, scope), scopeKey(secret, controlKey, scope)]))
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(16)
  })
})
