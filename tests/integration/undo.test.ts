import { safe } from '@orpc/client'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectService, type Client } from '../helpers/connect-service.ts'
import { setupDirectory, setupWorkspace, type TestWorkspace } from '../helpers/setup-workspace.ts'

/** The kinds of what an undo was refused for. Errors: throws when it was not refused. */
async function refusalOf(undo: ReturnType<Client['journal']['undo']>): Promise<string[]> {
  const { error, isDefined } = await safe(undo)
  if (!isDefined || error.code !== 'REFUSED') throw new Error('the undo was not refused', { cause: error })
  return error.data.problems.map(({ kind }) => kind)
}

function addCustomer({ workspace }: TestWorkspace): { readonly id: Buffer; readonly seq: number } {
  const { value, command } = workspace.write({ kind: 'customer.created' }, (records) =>
    records.insert('customer', { name: '苏州精工机械有限公司', kind: 'firm', life_cycle: 'potential', grade: 'C' }),
  )
  return { id: value, seq: command }
}

async function serviceOf({ workspace, directory }: TestWorkspace): Promise<Client> {
  workspace.close()
  return (await connectService(directory)).client
}

async function customersOf(client: Client): Promise<number> {
  return (await client.customers.list({ offset: 0, limit: 1 })).total
}

/** Imports customers; gives the step. */
async function importCustomers(client: Client, count: number): Promise<number> {
  const file = join(setupDirectory(), 'customers.csv')
  writeFileSync(file, `客户编号,客户名称\n${Array.from({ length: count }, (_, i) => `K${String(i)},第${String(i)}号客户有限公司`).join('\n')}\n`)
  for await (const _event of await client.imports.run({ file, entity: 'customers' })) continue
  const [newest] = (await client.journal.steps({ offset: 0, limit: 1 })).rows
  expect(newest?.kind).toBe('import')
  return newest?.seq ?? 0
}

describe('undo over the contract', () => {
  it('is refused when there is nothing to undo, at first and after everything was undone', async () => {
    const fresh = await serviceOf(setupWorkspace())
    expect(await refusalOf(fresh.journal.undoLast())).toEqual(['nothing-to-undo'])
    const test = setupWorkspace()
    addCustomer(test)
    const client = await serviceOf(test)
    expect((await client.journal.undoLast()).removed).toBe(1)
    expect(await refusalOf(client.journal.undoLast())).toEqual(['nothing-to-undo'])
  })

  it('is refused for a step whose history is gone, and changes nothing', async () => {
    const test = setupWorkspace()
    const { workspace } = test
    const { id } = addCustomer(test)
    const first = workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { grade: 'B' })).command
    const second = workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { grade: 'A' })).command
    // as pruning would leave it: the newest lines are kept
    workspace.db.prepare('DELETE FROM history WHERE seq < (SELECT max(seq) FROM history)').run()
    const client = await serviceOf(test)
    expect(await refusalOf(client.journal.undo({ seq: first }))).toEqual(['not-undoable'])
    const { rows } = await client.journal.steps({ offset: 0, limit: 10 })
    expect(rows.find(({ seq }) => seq === first)?.undoneBy).toBeNull()
    expect((await client.journal.undo({ seq: second })).setBack).toBe(1)
  })
})

describe('undo in a thread', () => {
  it('takes an import back, tells the window what changed, and is refused a second time', async () => {
    const client = await serviceOf(setupWorkspace())
    const seq = await importCustomers(client, 3_000)
    const changes = await client.events.changes()
    const result = await client.journal.undo({ seq })
    expect(result).toMatchObject({ removed: 3_000, setBack: 0, restored: 0, conflictCount: 0 })
    expect(await customersOf(client)).toBe(0)
    const change = await changes.next()
    expect(change.done ? [] : change.value.tables).toContain('customer')
    await changes.return?.(undefined)
    expect(await refusalOf(client.journal.undo({ seq }))).toEqual(['already-undone'])
  })

  it('takes the newest step back by the key, also when it is a long one, and brings it again', async () => {
    const client = await serviceOf(setupWorkspace())
    await importCustomers(client, 2_500)
    const { command } = await client.journal.undoLast()
    expect(await customersOf(client)).toBe(0)
    if (command === null) throw new Error('the undo made no step')
    expect((await client.journal.undo({ seq: command })).restored).toBe(2_500)
    expect(await customersOf(client)).toBe(2_500)
  })

  it('leaves everything as it was when the caller gives up', async () => {
    const client = await serviceOf(setupWorkspace())
    const seq = await importCustomers(client, 20_000)
    const giveUp = new AbortController()
    const undoing = safe(client.journal.undo({ seq }, { signal: giveUp.signal }))
    // answered after the call above has arrived
    await client.workspace.status()
    giveUp.abort()
    expect((await undoing).error).not.toBeNull()
    // writers wait for the cancelled one, so that this answers only once it is over
    await client.workspace.backUp()
    expect(await customersOf(client)).toBe(20_000)
    expect((await client.journal.steps({ offset: 0, limit: 1 })).rows[0]).toMatchObject({ seq, undoneBy: null })
  })
})
