import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCreditCode, creditCodeCheckDigit } from './credit-code.ts'

const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY']

describe('checkCreditCode', () => {
  it('accepts codes of real registers', () => {
    // Huawei Technologies and Alibaba (China), from the public register
    expect(checkCreditCode('914403001922038216')).toEqual({ ok: true, value: '914403001922038216' })
    expect(checkCreditCode('91330100799655058B')).toEqual({ ok: true, value: '91330100799655058B' })
  })

  it('mends case, spaces and width', () => {
    expect(checkCreditCode(' 91330100799655058b ')).toMatchObject({ ok: true, value: '91330100799655058B' })
    expect(checkCreditCode('９１３３０１００７９９６５５０５８Ｂ')).toMatchObject({ ok: true, value: '91330100799655058B' })
  })

  it('refuses a wrong length, and says which character cannot stand where it stands', () => {
    expect(checkCreditCode('9133010079965505')).toEqual({ ok: false, error: { kind: 'credit-code-shape' } })
    expect(checkCreditCode('9133010079965505IO')).toEqual({ ok: false, error: { kind: 'credit-code-character', place: 17, character: 'I' } })
    expect(checkCreditCode('91330A00799655058B')).toEqual({ ok: false, error: { kind: 'credit-code-character', place: 6, character: 'A' } })
    expect(checkCreditCode('🙂1330100799655058B')).toEqual({ ok: false, error: { kind: 'credit-code-character', place: 1, character: '🙂' } })
  })

  it('refuses a wrong check digit and says which one fits', () => {
    expect(checkCreditCode('914403001922038217')).toEqual({ ok: false, error: { kind: 'credit-code-checksum', expected: '6' } })
  })

  it('notices every single wrong character', () => {
    const code = fc
      .tuple(fc.constantFrom(...alphabet), fc.constantFrom(...alphabet), fc.stringMatching(/^\d{6}$/), fc.array(fc.constantFrom(...alphabet), { minLength: 9, maxLength: 9 }))
      .map(([a, b, region, rest]) => `${a}${b}${region}${rest.join('')}`)
    fc.assert(
      fc.property(code, fc.nat(16), fc.nat(30), (first17, place, other) => {
        const whole = first17 + creditCodeCheckDigit(first17)
        expect(checkCreditCode(whole).ok).toBe(true)
        const wrong = alphabet[other] ?? ''
        if (wrong === whole[place]) return
        expect(checkCreditCode(whole.slice(0, place) + wrong + whole.slice(place + 1)).ok).toBe(false)
      }),
    )
  })
})
