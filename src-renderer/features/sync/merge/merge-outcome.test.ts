import { describe, expect, it } from 'vitest'
import type { MergeResult } from '#shared/contract/sync.contract.ts'
import { outcomeOf, shortPath, totalsOf } from './merge-outcome.ts'

function result(counts: Partial<MergeResult['counts']>, problem: MergeResult['problem'] = null): MergeResult {
  return {
    source: '/copies/li', site: null, employee: null, command: null, clocksAhead: [], problem,
    counts: { read: 0, applied: 0, known: 0, conflicts: 0, lost: 0, collisions: 0, ...counts },
  }
}
const refusal = { field: null, kind: 'source-damaged', values: {} }

describe('outcomeOf', () => {
  it('says nothing new when everything read was known', () => {
    expect(outcomeOf(result({ read: 40, known: 40 }))).toBe('nothing-new')
    expect(outcomeOf(result({}))).toBe('nothing-new')
  })

  it('asks for the person as soon as one value lost, also when something was applied', () => {
    expect(outcomeOf(result({ read: 5, applied: 5, lost: 1 }))).toBe('needs-you')
    expect(outcomeOf(result({ read: 5, applied: 5 }))).toBe('brought-changes')
  })

  it('puts a refusal before all counts', () => {
    expect(outcomeOf(result({ applied: 3, lost: 1 }, refusal))).toBe('refused')
  })
})

describe('totalsOf', () => {
  it('leaves the counts of refused sources out', () => {
    const totals = totalsOf([result({ applied: 2, known: 3 }), result({ applied: 4, lost: 1 }), result({ applied: 9 }, refusal)])
    expect(totals).toEqual({ sources: 3, refused: 1, applied: 6, known: 3, lost: 1 })
  })
})

describe('shortPath', () => {
  it('names the folder of a workspace, whichever way it was chosen', () => {
    expect(shortPath('/home/me/copies/li')).toBe('li')
    expect(shortPath('C:\\copies\\li\\tributary.db')).toBe('li')
  })
})
