import { describe, expect, it } from 'vitest'
import { kindsOf, setupWorkspace, TEST_TODAY } from '../../../../tests/helpers/setup-workspace.ts'
import { listPipelines, readBoard } from './board.queries.ts'
import { createOpportunity, moveOpportunity, removeOpportunity, updateOpportunity } from './opportunities.commands.ts'
import { listOpportunities, stageHistory } from './opportunities.queries.ts'

function setup() {
  const { workspace, clock } = setupWorkspace()
  const stages = listPipelines(workspace)[0]?.stages ?? []
  const stageOf = (outcome: string): string => stages.find((stage) => stage.outcome === outcome)?.id ?? ''
  return { workspace, clock, stages, stageOf }
}

describe('createOpportunity', () => {
  it('starts in the first stage, in the currency of the firm, for who opens it', () => {
    const { workspace, stages } = setup()
    const deal = createOpportunity(workspace, { name: '二期泵站' })
    expect(deal).toMatchObject({ stageId: stages[0]?.id, currency: 'CNY', ownerName: '王经理', createdOn: TEST_TODAY, outcome: 'open' })
    expect(stageHistory(workspace, deal.id).map(({ to }) => to)).toEqual(['初步接触'])
  })
})

describe('moveOpportunity', () => {
  it('wins with an amount, closes it today and writes the history', () => {
    const { workspace, clock, stageOf } = setup()
    const deal = createOpportunity(workspace, { name: '二期泵站' })
    clock.set(clock.now() + 60_000)
    expect(kindsOf(() => moveOpportunity(workspace, { id: deal.id, stageId: stageOf('won') }))).toEqual(['won-without-amount'])
    const won = moveOpportunity(workspace, { id: deal.id, stageId: stageOf('won'), amountMinor: 100, competitorName: '南方泵业' })
    expect(won).toMatchObject({ outcome: 'won', closedOn: TEST_TODAY, amountMinor: 100, competitorName: '南方泵业' })
    expect(stageHistory(workspace, deal.id).map(({ from, to }) => [from, to])).toEqual([[null, '初步接触'], ['初步接触', '赢单']])
  })

  it('loses only with a reason, and opening it again forgets the end', () => {
    const { workspace, stages, stageOf } = setup()
    const deal = createOpportunity(workspace, { name: '二期泵站' })
    expect(kindsOf(() => moveOpportunity(workspace, { id: deal.id, stageId: stageOf('lost') }))).toEqual(['lost-without-reason'])
    expect(moveOpportunity(workspace, { id: deal.id, stageId: stageOf('lost'), reason: '价格' })).toMatchObject({ outcome: 'lost', reason: '价格' })
    expect(kindsOf(() => updateOpportunity(workspace, { id: deal.id, fields: { reason: null } }))).toEqual(['lost-without-reason'])
    expect(moveOpportunity(workspace, { id: deal.id, stageId: stages[1]?.id ?? '' })).toMatchObject({ outcome: 'open', closedOn: null, reason: null })
  })

  it('refuses a stage that is not here', () => {
    const { workspace } = setup()
    const deal = createOpportunity(workspace, { name: '二期泵站' })
    expect(kindsOf(() => moveOpportunity(workspace, { id: deal.id, stageId: deal.id }))).toEqual(['stage-missing'])
  })
})

describe('readBoard', () => {
  it('counts and weighs whole stages while it shows only the first cards', () => {
    const { workspace, stages } = setup()
    for (const amountMinor of [100, 200, 300]) createOpportunity(workspace, { name: `项目 ${String(amountMinor)}`, amountMinor, stageId: stages[2]?.id })
    const { columns } = readBoard(workspace, { cardsPerColumn: 2 })
    expect(columns[2]).toMatchObject({ count: 3, amountMinor: 600, weightedMinor: 360 })
    expect(columns[2]?.cards).toHaveLength(2)
    expect(readBoard(workspace, { cardsPerColumn: 2, search: '300' }).columns[2]).toMatchObject({ count: 1, amountMinor: 300 })
  })
})

describe('removeOpportunity', () => {
  it('puts the deal with its history into the bin', () => {
    const { workspace } = setup()
    const deal = createOpportunity(workspace, { name: '二期泵站' })
    removeOpportunity(workspace, deal.id)
    expect(listOpportunities(workspace, { offset: 0, limit: 10 }).total).toBe(0)
    expect(workspace.db.prepare('SELECT count(*) FROM stage_change').pluck().get()).toBe(0)
  })
})
