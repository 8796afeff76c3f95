import { describe, expect, it } from 'vitest'
import type { JournalStep } from '#shared/contract/journal.contract.ts'
import { groupByDay } from './use-steps.ts'

function step(seq: number, at: Date): JournalStep {
  return { seq, kind: 'customer-created', detail: {}, at: at.getTime(), employee: null, undoneBy: null }
}

describe('groupByDay', () => {
  it('gathers neighbours of one local day and keeps their order', () => {
    const days = groupByDay([step(4, new Date(2026, 2, 2, 9)), step(3, new Date(2026, 2, 2, 0, 1)), step(2, new Date(2026, 2, 1, 23, 59))])
    expect(days.map(({ day, steps }) => [day, steps.map(({ seq }) => seq)])).toEqual([
      ['2026-03-02', [4, 3]],
      ['2026-03-01', [2]],
    ])
  })

  it('gives nothing for an empty journal', () => {
    expect(groupByDay([])).toEqual([])
  })
})
