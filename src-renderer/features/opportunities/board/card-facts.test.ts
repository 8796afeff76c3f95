import { describe, expect, it } from 'vitest'
import { moveDemand } from '../move/move-demand.ts'
import { ageLevel, daysInStage, neighbourStage, stepState } from './card-facts.ts'
import { placeCards } from './place-cards.ts'
import type { BoardColumn, Opportunity } from '#shared/contract/opportunities.contract.ts'

const day = 86_400_000

describe('daysInStage', () => {
  it('counts whole days and never below zero', () => {
    expect(daysInStage(0, 3 * day - 1)).toBe(2)
    expect(daysInStage(5 * day, day)).toBe(0)
  })
})

describe('stepState', () => {
  it('takes a step of today as planned', () => {
    expect(stepState('2026-03-02', '2026-03-02')).toBe('planned')
    expect(stepState('2026-03-01', '2026-03-02')).toBe('overdue')
    expect(stepState(null, '2026-03-02')).toBe('none')
  })
})

describe('ageLevel', () => {
  it('rises at two weeks, a month and two months', () => {
    expect([13, 14, 29, 30, 59, 60].map(ageLevel)).toEqual([0, 1, 1, 2, 2, 3])
  })
})

describe('neighbourStage', () => {
  it('ends at both ends', () => {
    const stages = [{ id: 'a' }, { id: 'b' }]
    expect(neighbourStage(stages, 'a', 1)).toEqual({ id: 'b' })
    expect(neighbourStage(stages, 'a', -1)).toBeUndefined()
    expect(neighbourStage(stages, 'b', 1)).toBeUndefined()
    expect(neighbourStage(stages, 'x', 1)).toBeUndefined()
  })
})

describe('moveDemand', () => {
  it('asks for the reason of a loss and the amount of a win, and nothing on the way', () => {
    expect(moveDemand('lost')).toMatchObject({ needsReason: true, asksRival: true, needsAmount: false })
    expect(moveDemand('won')).toMatchObject({ needsReason: false, needsAmount: true })
    expect(moveDemand('open')).toBeNull()
    expect(moveDemand('void')).toBeNull()
  })
})

describe('placeCards', () => {
  const stage = (id: string, probabilityBp: number): BoardColumn['stage'] => ({ id, name: id, outcome: 'open', probabilityBp })
  const card = (id: string, stageId: string, amountMinor: number | null): Opportunity => ({ id, stageId, amountMinor }) as Opportunity
  const columns: BoardColumn[] = [
    { stage: stage('a', 1000), count: 60, amountMinor: 900, weightedMinor: 90, cards: [card('1', 'a', 300), card('2', 'a', null)] },
    { stage: stage('b', 5000), count: 0, amountMinor: 0, weightedMinor: 0, cards: [] },
  ]

  it('takes a moving card with its amount from one column to the other at once', () => {
    const placed = placeCards(columns, new Map([['1', 'b']]))
    expect(placed.map(({ count, amountMinor, weightedMinor, cards }) => [count, amountMinor, weightedMinor, cards.map(({ id }) => id)])).toEqual([
      [59, 600, 60, ['2']],
      [1, 300, 150, ['1']],
    ])
  })

  it('leaves the columns as they are when nothing moves or the target is elsewhere', () => {
    expect(placeCards(columns, new Map())).toEqual(columns)
    expect(placeCards(columns, new Map([['1', 'not-here']]))).toEqual(columns)
  })
})
