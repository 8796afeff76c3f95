import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyCheck, openWith, sealWith } from './seal-with.ts'

describe('sealWith and openWith', () => {
  it('give back what was sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, purpose) => {
        const master = randomBytes(32)
        expect(openWith(master, purpose, sealWith(master, purpose, bytes))).toEqual(Buffer.from(bytes))
      }),
    )
  })

  it('do not open with another key, for another purpose, cut, or with any bit changed', () => {
    const master = randomBytes(32)
    const sealed = sealWith(master, 'identity', Buffer.from('种子'))
    expect(openWith(randomBytes(32), 'identity', sealed)).toBeNull()
    expect(openWith(master, 'recovery', sealed)).toBeNull()
    for (let length = 0; length < sealed.length; length++) expect(openWith(master, 'identity', sealed.subarray(0, length))).toBeNull()
    for (let at = 0; at < sealed.length * 8; at++) {
      const changed = Buffer.from(sealed)
      changed[at >> 3] = (changed[at >> 3] ?? 0) ^ (1 << (at & 7))
      expect(openWith(master, 'identity', changed)).toBeNull()
    }
  })

  it('never make the same bytes twice', () => {
    const master = randomBytes(32)
    expect(sealWith(master, 'a', Buffer.from('x'))).not.toEqual(sealWith(master, 'a', Buffer.from('x')))
  })
})

describe('keyCheck', () => {
  it('tells keys apart and says the same of one every time', () => {
    const [a, b] = [randomBytes(32), randomBytes(32)]
    expect(keyCheck(a)).toBe(keyCheck(a))
    expect(keyCheck(a)).not.toBe(keyCheck(b))
    expect(keyCheck(a)).toMatch(/^[0-9a-f]{16}$/)
  })
})
