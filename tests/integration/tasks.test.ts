import { safe } from '@orpc/client'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectService } from '../helpers/connect-service.ts'
import { openWorkspace } from '#service/db/workspace.ts'
import { setupCopy, setupDirectory, setupWorkspace } from '../helpers/setup-workspace.ts'

function customersFile(rows: number): string {
  const file = join(setupDirectory(), 'customers.csv')
  writeFileSync(file, `客户编号,客户名称,电话\n${Array.from({ length: rows }, (_, i) => `K${String(i)},第${String(i)}号客户有限公司,0512-${String(1_000_000 + i)}`).join('\n')}\n`)
  return file
}

async function closedWorkspace(): Promise<string> {
  const { workspace, directory } = setupWorkspace()
  workspace.close()
  return directory
}

describe('a task in a thread', () => {
  it('tells how far it is and ends with its result', async () => {
    const { client } = await connectService(await closedWorkspace())
    const events = await client.imports.run({ file: customersFile(20_000), entity: 'customers' })
    const types: string[] = []
    let created = 0
    for await (const event of events) {
      types.push(event.type)
      if (event.type === 'done') created = event.result.created
    }
    expect(created).toBe(20_000)
    expect(types).toContain('progress')
    expect(types.at(-1)).toBe('done')
  })

  it('leaves nothing behind when the caller gives up', async () => {
    const directory = await closedWorkspace()
    const { client } = await connectService(directory)
    const giveUp = new AbortController()
    const events = await client.imports.run({ file: customersFile(60_000), entity: 'customers' }, { signal: giveUp.signal })
    await events.next()
    giveUp.abort()
    await safe(events.next())
    // writers wait for the cancelled one, so that this answers only once it is over
    await client.workspace.backUp()
    const second = await client.imports.run({ file: customersFile(1), entity: 'customers' })
    for await (const event of second) if (event.type === 'done') expect(event.result).toMatchObject({ created: 1, updated: 0 })
  })

  it('says what is wrong with a file in the words of the contract', async () => {
    const { client } = await connectService(await closedWorkspace())
    const { error } = await safe(
      (async () => {
        for await (const _event of await client.imports.run({ file: '/nowhere/at-all.csv', entity: 'customers' })) continue
      })(),
    )
    expect(error && 'code' in error ? error.code : error).toBe('REFUSED')
  })
})

/** What is noted as not computed yet: figures, search texts and months of the fact cube. */
function marksOf(directory: string): unknown {
  const workspace = openWorkspace(directory)
  try {
    return workspace.db
      .prepare(
        `SELECT (SELECT stale FROM figure_state) + (SELECT stale FROM search_state) AS stale,
           (SELECT count(*) FROM order_dirty) + (SELECT count(*) FROM customer_dirty) AS figures, (SELECT count(*) FROM search_dirty) AS texts,
           (SELECT count(*) FROM fact_dirty) AS months, (SELECT count(*) FROM order_total) AS totals, (SELECT count(*) FROM search_entry) AS entries`,
      )
      .get()
  } finally {
    workspace.close()
  }
}

const CLEAN = { stale: 0, figures: 0, texts: 0, months: 0 }

async function drain(events: AsyncIterable<{ readonly type: string }>): Promise<void> {
  for await (const event of events) if (event.type === 'done') return
}

describe('a writing task', () => {
  it('leaves nothing to compute after an import', async () => {
    const directory = await closedWorkspace()
    const file = join(setupDirectory(), 'orders.csv')
    const lines = Array.from({ length: 300 }, (_, i) => `D${String(i)},2026-0${String(1 + (i % 3))}-10,客户${String(i % 20)},2,${String(10 + i)}.50`)
    writeFileSync(file, `订单编号,日期,客户,数量,单价\n${lines.join('\n')}\n`)
    const { client, close } = await connectService(directory)
    const map = {
      columns: { 订单编号: 'order.number', 日期: 'order.date', 客户: 'customer.name', 数量: 'line.quantity', 单价: 'line.unit_price' },
      create: ['customer' as const],
    }
    await drain(await client.imports.run({ file, entity: 'orders', map }))
    await close()
    expect(marksOf(directory)).toEqual({ ...CLEAN, totals: 300, entries: 20 })
  })

  it('leaves nothing to compute after a merge', async () => {
    const founded = setupWorkspace()
    const rep = setupCopy(founded, { employee: '李四' })
    rep.workspace.write({ kind: 'test' }, (records) => {
      for (let i = 0; i < 30; i++) {
        const customer = records.insert('customer', { kind: 'firm', name: `客户${String(i)}`, life_cycle: 'won' })
        const order = records.insert('sales_order', { number: String(i), kind: 'sale', customer_id: customer, ordered_on: '2026-02-03', currency: 'CNY' })
        records.insert('order_line', { order_id: order, position: 0, quantity_milli: 1000, unit_price_minor: 5, discount_bp: 0, amount_minor: 5 })
      }
    })
    rep.workspace.close()
    founded.workspace.close()
    const { client, close } = await connectService(founded.directory)
    await drain(await client.sync.merge({ paths: [rep.directory] }))
    await close()
    expect(marksOf(founded.directory)).toEqual({ ...CLEAN, totals: 30, entries: 30 })
  })
})

describe('the demo firm', () => {
  it('is made in a thread of its own, tells how far it is, and is open in the end', async () => {
    const directory = setupDirectory()
    const { client } = await connectService(null)
    const steps = new Set<string>()
    let opened = ''
    for await (const event of await client.workspace.openDemo({ directory })) {
      if (event.type === 'progress') steps.add(event.step)
      else opened = event.result.directory
    }
    expect([...steps]).toEqual(['reps', 'merge', 'derive'])
    expect(opened).toBe(join(directory, 'manager'))
    expect((await client.workspace.status())?.directory).toBe(opened)
  })

  it('leaves nothing behind when the person gives up', async () => {
    const directory = setupDirectory()
    const { client } = await connectService(null)
    const giveUp = new AbortController()
    const events = await client.workspace.openDemo({ directory }, { signal: giveUp.signal })
    await events.next()
    giveUp.abort()
    await safe(events.next())
    await expect.poll(() => readdirSync(directory), { timeout: 20_000 }).toEqual([])
    expect(existsSync(join(directory, 'manager'))).toBe(false)
    expect(await client.workspace.status()).toBeNull()
  })
})
