import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeNonce, NONCE_LASTS, nonceUntil } from './nonce.ts'

const secret = randomBytes(32)
const NOW = 1_800_000_000_500

describe('a nonce', () => {
  it('is known again by whoever has the secret, for a minute', () => {
    const nonce = makeNonce(secret, NOW)
    expect(nonce).toMatch(/^[0-9a-f]{32}$/)
    const until = nonceUntil(secret, nonce, NOW) ?? 0
    expect(until - NOW).toBeGreaterThanOrEqual(NONCE_LASTS)
    expect(nonceUntil(secret, nonce, until)).toBe(until)
    expect(nonceUntil(secret, nonce, until + 1)).toBeNull()
  })

  it('differs from the next one', () => {
    expect(makeNonce(secret, NOW)).not.toBe(makeNonce(secret, NOW))
  })

  it('cannot be made or changed by others', () => {
    const nonce = makeNonce(secret, NOW)
    expect(nonceUntil(randomBytes(32), nonce, NOW)).toBeNull()
    for (let i = 0; i < 32; i++) {
      const changed = nonce.slice(0, i) + (nonce[i] === '0' ? '1' : '0') + nonce.slice(i + 1)
      expect(nonceUntil(secret, changed, NOW)).toBeNull()
    }
    expect(nonceUntil(secret, nonce.slice(2), NOW)).toBeNull()
  })
})
