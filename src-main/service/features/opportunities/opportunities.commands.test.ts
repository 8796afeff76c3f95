import { describe, expect, it } from 'vitest'
import { kindsOf, setupWorkspace, TEST_TODAY } from '../../../../tests/helpers/setup-workspace.ts'
import { derivedId } from '../../db/derived-id.ts'
import { idText } from '../../db/record-id.ts'
import { Forbidden, NotFound } from '../../refusal.ts'
import { createCustomer } from '../customers/public.ts'
import { createOrder } from '../orders/orders.commands.ts'
import { listPipelines, readBoard } from './board.queries.ts'
import { createOpportunity, moveOpportunity, removeOpportunity, updateOpportunity } from './opportunities.commands.ts'
import { listCompetitors, listOpportunities, opportunityIds, stageHistory } from './opportunities.queries.ts'

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

describe('updateOpportunity', () => {
  it('may move the day on which a deal was closed, but not take it away', () => {
    const { workspace, stageOf } = setup()
    const deal = createOpportunity(workspace, { name: '二期泵站' })
    for (const [outcome, rest] of [['won', { amountMinor: 100 }], ['lost', { reason: '价格' }], ['void', {}]] as const) {
      moveOpportunity(workspace, { id: deal.id, stageId: stageOf(outcome), ...rest })
      expect(kindsOf(() => updateOpportunity(workspace, { id: deal.id, fields: { closedOn: null } }))).toEqual(['closed-without-day'])
      expect(updateOpportunity(workspace, { id: deal.id, fields: { closedOn: '2026-01-05' } }).closedOn).toBe('2026-01-05')
    }
  })

  it('gives no closing day to a deal that is open', () => {
    const { workspace } = setup()
    const deal = createOpportunity(workspace, { name: '二期泵站' })
    expect(kindsOf(() => updateOpportunity(workspace, { id: deal.id, fields: { closedOn: '2026-01-05' } }))).toEqual(['open-with-closing-day'])
    expect(updateOpportunity(workspace, { id: deal.id, fields: { closedOn: null, note: '略' } }).closedOn).toBeNull()
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

describe('readBoard with filters', () => {
  it('finds by customer and owner, and shows what is due first, or closed last, first', () => {
    const { workspace, stages, stageOf } = setup()
    const customerId = createCustomer(workspace, { name: '恒源 100%_机电' }).id
    for (const expectedOn of [null, '2026-05-01', '2026-04-01']) createOpportunity(workspace, { name: `期限 ${expectedOn ?? '无'}`, expectedOn, customerId })
    for (const closedOn of ['2026-01-01', '2026-02-01']) createOpportunity(workspace, { name: closedOn, stageId: stageOf('lost'), reason: '价格', closedOn, ownerId: null })
    const namesOf = (query: object, stageId: string | undefined): string[] =>
      readBoard(workspace, { cardsPerColumn: 2, ...query }).columns.find(({ stage }) => stage.id === stageId)?.cards.map(({ name }) => name) ?? []
    expect(namesOf({}, stages[0]?.id)).toEqual(['期限 2026-04-01', '期限 2026-05-01'])
    expect(namesOf({}, stageOf('lost'))).toEqual(['2026-02-01', '2026-01-01'])
    expect(namesOf({ ownerId: idText(workspace.actor.employeeId) }, stageOf('lost'))).toEqual([])
    expect(namesOf({ search: '%_机电 期限' }, stages[0]?.id)).toHaveLength(2)
    expect(namesOf({ search: '机电 2026-02' }, stageOf('lost'))).toEqual([])
    expect(listOpportunities(workspace, { offset: 0, limit: 10, search: '机电 2026-05' }).rows.map(({ name }) => name)).toEqual(['期限 2026-05-01'])
    expect(opportunityIds(workspace, { search: '机电' })).toHaveLength(3)
  })

  it('does not find a pipeline that is not here', () => {
    const { workspace } = setup()
    expect(() => readBoard(workspace, { cardsPerColumn: 1, pipelineId: '00000000-0000-7000-8000-000000000000' })).toThrow(NotFound)
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
  it('refuses while orders come from it', () => {
    const { workspace } = setup()
    const deal = createOpportunity(workspace, { name: '二期泵站' })
    const lines = [{ productId: null, description: null, quantityMilli: 1000, unitPriceMinor: 1, discountBp: 0 }]
    createOrder(workspace, { customerId: null, orderedOn: TEST_TODAY, opportunityId: deal.id, lines })
    expect(kindsOf(() => removeOpportunity(workspace, deal.id))).toEqual(['opportunity-has-orders'])
  })
})

describe('competitors', () => {
  it('are found by their name or made under the id of that name', () => {
    const { workspace, stages } = setup()
    for (const name of ['一期', '二期']) moveOpportunity(workspace, { id: createOpportunity(workspace, { name }).id, stageId: stages[1]?.id ?? '', competitorName: '南方泵业' })
    expect(listCompetitors(workspace)).toEqual([{ id: idText(derivedId('competitor', workspace.firm().id, '南方泵业')), name: '南方泵业' }])
  })
})

describe('rights and references', () => {
  it('let finance read only, a representative own only his deals, and refuse what is not there', () => {
    expect(() => createOpportunity(setupWorkspace({ role: 'finance' }).workspace, { name: 'a' })).toThrow(Forbidden)
    expect(() => createOpportunity(setupWorkspace({ role: 'rep' }).workspace, { name: 'a', ownerId: null })).toThrow(Forbidden)
    const { workspace } = setup()
    const { id } = createOpportunity(workspace, { name: 'a' })
    expect(kindsOf(() => updateOpportunity(workspace, { id, fields: { customerId: id } }))).toEqual(['customer-missing'])
    expect(kindsOf(() => updateOpportunity(workspace, { id, fields: { productId: id } }))).toEqual(['product-missing'])
    expect(kindsOf(() => updateOpportunity(workspace, { id, fields: { competitorId: id } }))).toEqual(['competitor-missing'])
  })
})
