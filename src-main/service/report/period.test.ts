import { describe, expect, it } from 'vitest'
import { kindsOf } from '../../../tests/helpers/setup-workspace.ts'
import { readPeriod } from './period.ts'

describe('readPeriod', () => {
  it('takes a year, a month, or two days', () => {
    expect(readPeriod('2025')).toEqual({ from: '2025-01-01', to: '2025-12-31' })
    expect(readPeriod('2024-02')).toEqual({ from: '2024-02-01', to: '2024-02-29' })
    expect(readPeriod('2025-01-15/2025-03-31')).toEqual({ from: '2025-01-15', to: '2025-03-31' })
  })

  it.each(['', '2025-13', '2025-02-30/2025-03-01', '2025-03-01/2025-01-01', 'last year'])('refuses "%s"', (text) => {
    expect(kindsOf(() => readPeriod(text))).toEqual(['period-wrong'])
  })
})
