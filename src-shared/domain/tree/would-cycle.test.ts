import { describe, expect, it } from 'vitest'
import { wouldCycle } from './would-cycle.ts'

const parents: Readonly<Record<string, string>> = { b: 'a', c: 'b', x: 'y', y: 'x' }
const parentOf = (id: string): string | null => parents[id] ?? null

describe('wouldCycle', () => {
  it('refuses itself and what hangs below', () => {
    expect(wouldCycle('a', 'a', parentOf)).toBe(true)
    expect(wouldCycle('a', 'c', parentOf)).toBe(true)
  })

  it('allows another branch', () => {
    expect(wouldCycle('c', 'a', parentOf)).toBe(false)
    expect(wouldCycle('d', 'c', parentOf)).toBe(false)
  })

  it('ends on a circle that is already there', () => {
    expect(wouldCycle('d', 'x', parentOf)).toBe(true)
  })
})
