import { safe } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { idToText } from '#shared/kernel/ids.ts'
import { dateOfInstant } from '#shared/kernel/plain-date.ts'
import { connectService, type Client } from '../helpers/connect-service.ts'
import { setupWorkspace, TEST_NOW } from '../helpers/setup-workspace.ts'

/** Sales of 2010 and 2011: old enough that figures look back from the newest order, whatever day it is. */
async function setupTrade(): Promise<{ readonly client: Client; readonly customer: string; readonly stranger: string }> {
  const { workspace, directory, clock } = setupWorkspace()
  const owner_id = workspace.actor.employeeId
  const ids = workspace.write({ kind: 'test' }, (records) => {
    const customer = records.insert('customer', {
      kind: 'firm', name: '苏州市恒达机械有限公司', code: 'C-1', life_cycle: 'won', owner_id, phone: '0512-6725 1234', credit_code: '914403001922038216', region: '江苏/苏州',
    })
    const stranger = records.insert('customer', { kind: 'firm', name: '远方贸易', life_cycle: 'won' })
    const book = (day: string, amountMinor: number, kind = 'sale', currency = 'CNY', customer_id = customer): void => {
      const order = records.insert('sales_order', { number: `${kind}-${day}`, kind, ordered_on: day, currency, customer_id, employee_id: owner_id })
      records.insert('order_line', { order_id: order, position: 0, quantity_milli: 1000, unit_price_minor: amountMinor, discount_bp: 0, amount_minor: amountMinor })
    }
    book('2011-12-09', 1, 'sale', 'CNY', stranger)
    book('2011-11-30', 500_00)
    book('2011-12-01', 120_00, 'return')
    book('2011-06-01', 77_00, 'sale', 'USD')
    book('2010-12-10', 40_00)
    book('2010-12-09', 9_00)
    book('2009-12-10', 3_00)
    book('2009-12-09', 999_00)
    const stages = workspace.db.prepare<[], { id: Buffer; pipeline: Buffer; outcome: string }>('SELECT id, pipeline_id AS pipeline, outcome FROM pipeline_stage ORDER BY position').all()
    for (const [outcome, amount] of [['open', 800_00], ['open', null], ['won', 5_00]] as const) {
      const stage = stages.find((one) => one.outcome === outcome)
      if (!stage) throw new Error(`no stage for ${outcome}`)
      records.insert('opportunity', { name: outcome, pipeline_id: stage.pipeline, stage_id: stage.id, customer_id: customer, amount_minor: amount, currency: 'CNY', owner_id })
    }
    records.insert('activity', { kind: 'call', subject: '催款', planned_on: '2012-01-05', customer_id: customer, owner_id })
    records.insert('activity', { kind: 'visit', subject: '回访', planned_on: '2012-01-03', customer_id: customer, owner_id })
    records.insert('activity', { kind: 'visit', subject: '已做', planned_on: '2011-01-01', done_at: clock.now(), customer_id: customer, owner_id })
    const person = records.insert('contact', { name: '陈工', phone: '13800010099' })
    records.insert('customer_contact', { customer_id: customer, contact_id: person, role: 'buyer' })
    return { customer: idToText(customer), stranger: idToText(stranger) }
  }).value
  workspace.close()
  return { client: (await connectService(directory)).client, ...ids }
}

describe('customers.summary', () => {
  it('gives net sales of twelve months in the firm’s currency, beside the twelve before', async () => {
    const { client, customer } = await setupTrade()
    expect(await client.customers.summary({ id: customer })).toMatchObject({
      sales12AsOf: '2011-12-09',
      currency: 'CNY',
      sales12Minor: 500_00 - 120_00 + 40_00,
      salesPrevious12Minor: 9_00 + 3_00,
      lastOrderOn: '2011-11-30',
    })
  })

  it('tells what is open and what comes next, and how complete the file is', async () => {
    const { client, customer } = await setupTrade()
    const summary = await client.customers.summary({ id: customer })
    expect(summary).toMatchObject({ openOpportunities: 2, openOpportunitiesMinor: 800_00, nextStep: { subject: '回访', plannedOn: '2012-01-03' }, lastContactOn: dateOfInstant(TEST_NOW) })
    expect(summary.missingFields).not.toContain('contacts')
    expect(summary.missingFields).toContain('industry')
    await client.customers.update({ id: customer, fields: { industry: '机械' } })
    expect((await client.customers.summary({ id: customer })).completeness).toBeGreaterThan(summary.completeness)
  })

  it('is all nothing for a customer without a history, and says when there is none', async () => {
    const { client } = await setupTrade()
    const { id } = await client.customers.create({ name: '新客户' })
    expect(await client.customers.summary({ id })).toMatchObject({
      sales12Minor: 0, salesPrevious12Minor: 0, openOpportunities: 0, openOpportunitiesMinor: 0, lastOrderOn: null, lastContactOn: null, nextStep: null,
    })
    const { error } = await safe(client.customers.summary({ id: '01890000-0000-7000-8000-000000000000' }))
    expect(error && 'code' in error ? error.code : error).toBe('NOT_FOUND')
  })
})

describe('customers.duplicates', () => {
  it('finds doubles by code, phone and name, each once with all its reasons', async () => {
    const { client, customer } = await setupTrade()
    const reasons = async (typed: Parameters<Client['customers']['duplicates']>[0]): Promise<string[]> =>
      (await client.customers.duplicates(typed)).flatMap((found) => found.reasons.map(({ kind }) => kind))
    expect(await reasons({ creditCode: '914403001922038216', phone: '051267251234', name: '恒达机械' })).toEqual(['credit-code', 'name', 'phone'])
    expect(await reasons({ phone: '（0512）6725-1234' })).toEqual(['phone'])
    expect(await client.customers.duplicates({ name: '恒达机械股份有限公司' })).toEqual([
      { id: customer, name: '苏州市恒达机械有限公司', code: 'C-1', ownerName: '王经理', score: 0.6, certainty: 'possible', reasons: [{ kind: 'name', value: '' }] },
    ])
  })

  it('finds what was entered a moment ago, and not the record that is being edited', async () => {
    const { client, customer } = await setupTrade()
    const { id } = await client.customers.create({ name: '恒达机械厂', phone: '0512-67251234' })
    expect((await client.customers.duplicates({ phone: '0512-67251234' })).map((row) => row.id).sort()).toEqual([customer, id].sort())
    expect((await client.customers.duplicates({ phone: '0512-67251234', exceptId: id })).map((row) => row.id)).toEqual([customer])
  })

  it('finds nothing for what tells nobody apart', async () => {
    const { client } = await setupTrade()
    expect(await client.customers.duplicates({})).toEqual([])
    expect(await client.customers.duplicates({ name: '有限公司', phone: '123', creditCode: '914403001922038217' })).toEqual([])
  })

  it('lets an equal credit code in only when somebody says that it is meant', async () => {
    const { client, customer } = await setupTrade()
    const again = { name: '恒达第二工厂', creditCode: '914403001922038216' }
    const { error } = await safe(client.customers.create(again))
    expect(error).toMatchObject({ data: { problems: [{ field: 'creditCode', kind: 'credit-code-taken', values: { name: '苏州市恒达机械有限公司' } }] } })
    const { id } = await client.customers.create({ ...again, maySameCreditCode: true })
    expect(await client.customers.update({ id, fields: { note: '二厂' } })).toMatchObject({ note: '二厂' })
    const moved = await safe(client.customers.update({ id: customer, fields: { creditCode: '91330100799655058B' } }))
    expect(moved.error).toBeNull()
  })
})
