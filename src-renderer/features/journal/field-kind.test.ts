import { describe, expect, it } from 'vitest'
import { fieldKind } from './field-kind.ts'

describe('fieldKind', () => {
  it('reads units from the name of the column', () => {
    expect(fieldKind('credit_limit_minor')).toBe('money')
    expect(fieldKind('expected_on')).toBe('date')
    expect(fieldKind('done_at')).toBe('instant')
    expect(fieldKind('discount_bp')).toBe('percent')
    expect(fieldKind('quantity_milli')).toBe('quantity')
    expect(fieldKind('is_active')).toBe('flag')
  })

  it('tells references, choices and free text apart', () => {
    expect(fieldKind('owner_id')).toBe('reference')
    expect(fieldKind('created_by')).toBe('reference')
    expect(fieldKind('life_cycle')).toBe('choice')
    expect(fieldKind('reason')).toBe('text')
  })
})
