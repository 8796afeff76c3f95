import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idFromText, idToText, uuidV7 } from './ids.ts'

describe('idToText and idFromText', () => {
  it('return what went in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect([...idFromText(idToText(bytes))]).toEqual([...bytes])
      }),
    )
  })

  it('refuse text that is not a canonical uuid', () => {
    expect(() => idFromText('0192F0C1-0000-7000-8000-000000000000')).toThrow('canonical')
    expect(() => idFromText('x')).toThrow('canonical')
  })
})

describe('uuidV7', () => {
  it('orders by time and carries version and variant', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 45), fc.uint8Array({ minLength: 10, maxLength: 10 }), (ms, random) => {
        const id = idToText(uuidV7(ms, random))
        expect(id < idToText(uuidV7(ms + 1, new Uint8Array(10)))).toBe(true)
        expect(id[14]).toBe('7')
        expect('89ab').toContain(id[19])
      }),
    )
  })
})
