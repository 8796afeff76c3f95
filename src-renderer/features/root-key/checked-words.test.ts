import { describe, expect, it } from 'vitest'
import { checkedWords } from './checked-words.ts'

describe('the words that are asked for', () => {
  it('are one of each half, and each of them at times', () => {
    const asked = Array.from({ length: 24 }, (_, i) => checkedWords(() => i / 24))
    expect(new Set(asked.map(([first]) => first))).toEqual(new Set(Array.from({ length: 12 }, (_, i) => i + 1)))
    expect(new Set(asked.map(([, second]) => second))).toEqual(new Set(Array.from({ length: 12 }, (_, i) => i + 13)))
  })
})
