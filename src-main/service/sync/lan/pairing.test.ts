import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairingPin, readPairingCode, writePairingCode } from './pairing.ts'

const pin = Buffer.from('00443214c74254b635cf', 'hex')
const token = Buffer.from('84653a56d7', 'hex')

describe('writePairingCode', () => {
  it('shows six groups of four', () => {
    expect(writePairingCode({ pin, token })).toBe('0123-4567-89AB-CDEF-GHJK-MNPQ')
  })

  it('takes no other lengths', () => {
    expect(() => writePairingCode({ pin: randomBytes(9), token })).toThrow('pairing')
  })
})

describe('readPairingCode', () => {
  it('reads every code that was written', () => {
    const bytes = (size: number): fc.Arbitrary<Buffer> => fc.uint8Array({ minLength: size, maxLength: size }).map((array) => Buffer.from(array))
    fc.assert(
      fc.property(bytes(10), bytes(5), (pin, token) => {
        expect(readPairingCode(writePairingCode({ pin, token }))).toEqual({ ok: true, value: { pin, token } })
      }),
    )
  })

  it.each([
    ['lower case without dashes', '0123456789abcdefghjkmnpq'],
    ['spaces and other dashes', ' 0123 4567—89AB–CDEF　GHJK\tMNPQ\n'],
    ['letters taken for digits', 'oi23-4567-89AB-CDEF-GHJK-MNPQ'],
    ['an l for a one', 'Ol23-4567-89AB-CDEF-GHJK-MNPQ'],
    ['full-width letters of an input method', '０１２３－４５６７－８９ＡＢ－ＣＤＥＦ－ｇｈｊｋ－ｍｎｐｑ'],
  ])('understands %s', (_, text) => {
    expect(readPairingCode(text)).toEqual({ ok: true, value: { pin, token } })
  })

  it.each([
    ['nothing', ''],
    ['one character too few', '0123-4567-89AB-CDEF-GHJK-MNP'],
    ['one too many', '0123-4567-89AB-CDEF-GHJK-MNPQ0'],
    ['a letter outside the alphabet', 'U123-4567-89AB-CDEF-GHJK-MNPQ'],
    ['a character that grows when it is made a capital', 'ß123-4567-89AB-CDEF-GHJK-MNPQ'],
    ['a code after much space', `${' '.repeat(1000)}0123456789ABCDEFGHJKMNPQ`],
  ])('refuses %s', (_, text) => {
    expect(readPairingCode(text)).toEqual({ ok: false, error: 'code-malformed' })
  })

  it('refuses anything else without an error of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const read = readPairingCode(text)
        if (read.ok) expect(read.value.pin.length + read.value.token.length).toBe(15)
        else expect(read.error).toBe('code-malformed')
      }),
    )
  })
})

describe('pairingPin', () => {
  it('begins the name of the device', () => {
    expect(pairingPin(Buffer.alloc(32)).toString('hex')).toBe('66687aadf862bd776c8f')
  })
})
