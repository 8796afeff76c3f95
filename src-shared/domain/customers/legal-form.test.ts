import { describe, expect, it } from 'vitest'
import { withoutLegalForm } from './legal-form.ts'

describe('withoutLegalForm', () => {
  it.each([
    ['恒达机械集团股份有限公司', '恒达机械'],
    ['恒达机械有限责任公司', '恒达机械'],
    ['恒达机械', '恒达机械'],
    ['集团公司', '集团'],
    ['𠮷公司', '𠮷公司'],
  ])('reduces %s to %s', (name, expected) => {
    expect(withoutLegalForm(name)).toBe(expected)
  })
})
