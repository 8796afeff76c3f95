import { describe, expect, it } from 'vitest'
import { timeLeft } from './time-left.ts'

describe('timeLeft', () => {
  it.each([
    [600_000, '10:00'],
    [545_001, '9:06'],
    [59_000, '0:59'],
    [1, '0:01'],
    [0, '0:00'],
    [-5000, '0:00'],
  ])('gives %i ms as %s', (ms, text) => {
    expect(timeLeft(1_000_000 + ms, 1_000_000)).toBe(text)
  })
})
