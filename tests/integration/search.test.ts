import { describe, expect, it } from 'vitest'
import { connectService, type Client } from '../helpers/connect-service.ts'
import { setupWorkspace } from '../helpers/setup-workspace.ts'

async function setupRecords(): Promise<Client> {
  const { workspace, directory } = setupWorkspace()
  workspace.write({ kind: 'test' }, (records) => {
    const customer = records.insert('customer', { kind: 'firm', name: '恒源机电', life_cycle: 'won' })
    records.insert('product', { name: '不锈钢球阀', code: 'QF-100', is_active: 1 })
    records.insert('product', { name: '球阀维修包', code: 'QF-100-R', is_active: 1 })
    const stage = workspace.db.prepare<[], { id: Buffer; pipeline: Buffer }>("SELECT id, pipeline_id AS pipeline FROM pipeline_stage WHERE outcome = 'open' LIMIT 1").get()
    if (!stage) throw new Error('the firm has no stages')
    records.insert('opportunity', { name: '二期球阀改造', pipeline_id: stage.pipeline, stage_id: stage.id, customer_id: customer, currency: 'CNY' })
    for (const number of ['SO-2026-0007', 'SO-2026-0070', 'XS-1']) {
      records.insert('sales_order', { number, kind: 'sale', ordered_on: '2026-03-01', currency: 'CNY', customer_id: number === 'XS-1' ? null : customer })
    }
  })
  workspace.close()
  return (await connectService(directory)).client
}

async function titles(client: Client, input: Parameters<Client['search']['find']>[0]): Promise<string[]> {
  return (await client.search.find(input)).map(({ entity, title }) => `${entity} ${title}`)
}

describe('search.find', () => {
  it('finds orders by the beginning of their number, in either case', async () => {
    const client = await setupRecords()
    expect(await titles(client, { text: 'so-2026-00' })).toEqual(['order SO-2026-0007', 'order SO-2026-0070'])
    expect(await titles(client, { text: 'SO-2026-0007' })).toEqual(['order SO-2026-0007'])
    expect(await titles(client, { text: '2026-0007' })).toEqual([])
    expect((await client.search.find({ text: 'SO-2026-0007' }))[0]?.detail).toBe('恒源机电')
    expect((await client.search.find({ text: 'XS' }))[0]?.detail).toBeNull()
  })

  it('finds products by name, code and pinyin, the whole code first', async () => {
    const client = await setupRecords()
    expect(await titles(client, { text: 'qf-100', entities: ['product'] })).toEqual(['product 不锈钢球阀', 'product 球阀维修包'])
    expect(await titles(client, { text: 'bxgqf' })).toEqual(['product 不锈钢球阀'])
    expect((await client.search.find({ text: '不锈钢' }))[0]).toMatchObject({ entity: 'product', detail: 'QF-100' })
  })

  it('finds a landline however it was written down and is typed', async () => {
    const client = await setupRecords()
    await client.customers.create({ name: '苏州恒达', phone: '0512-66668888' })
    await client.customers.create({ name: '无锡恒达', phone: '+86 510 66668888' })
    for (const text of ['+86 512 6666 8888', '+86 512', '0512-6666', '(0512) 66668888', '512 66668888', '051266668888']) expect(await titles(client, { text })).toEqual(['customer 苏州恒达'])
    expect(await titles(client, { text: '0510-66668888' })).toEqual(['customer 无锡恒达'])
    expect(await titles(client, { text: '66668888' })).toHaveLength(2)
  })

  it('finds opportunities and says whose they are', async () => {
    const client = await setupRecords()
    expect(await client.search.find({ text: '二期 改造' })).toMatchObject([{ entity: 'opportunity', title: '二期球阀改造', detail: '恒源机电' }])
    expect(await titles(client, { text: 'eqqf' })).toEqual(['opportunity 二期球阀改造'])
  })

  it('keeps to the kinds that are asked for, and to the limit', async () => {
    const client = await setupRecords()
    expect(new Set((await client.search.find({ text: '球阀' })).map(({ entity }) => entity))).toEqual(new Set(['product', 'opportunity']))
    expect(await titles(client, { text: '球阀', entities: ['opportunity'] })).toEqual(['opportunity 二期球阀改造'])
    expect(await titles(client, { text: 'SO', entities: ['customer', 'product'] })).toEqual([])
    expect(await client.search.find({ text: 'SO', limit: 1 })).toHaveLength(1)
    expect(await client.search.find({ text: '  ' })).toEqual([])
  })

  it('finds a record as soon as it is there, under its new name after a change, and not once it is gone', async () => {
    const client = await setupRecords()
    const { id } = await client.products.create({ name: '蝶阀', code: 'DF-1' })
    expect(await titles(client, { text: '蝶阀' })).toEqual(['product 蝶阀'])
    await client.products.update({ id, fields: { name: '闸阀' } })
    expect(await titles(client, { text: '蝶阀' })).toEqual([])
    expect(await titles(client, { text: '闸阀' })).toEqual(['product 闸阀'])
    await client.products.remove({ id })
    expect(await titles(client, { text: '闸阀' })).toEqual([])
  })
})
