import { describe, expect, it } from 'vitest'
import { phoneDigits } from './phone-digits.ts'

describe('phoneDigits', () => {
  it.each([
    ['+86 138-0013-8000', '13800138000'],
    ['0086 512 6288 1234', '51262881234'],
    ['（０５１２）62881234', '051262881234'],
    ['无', ''],
    ['8613800138000', '13800138000'],
    ['8613', '8613'],
  ])('reads %s as %s', (phone, digits) => {
    expect(phoneDigits(phone)).toBe(digits)
  })
})
