import { safe } from '@orpc/client'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectService } from '../helpers/connect-service.ts'
import { setupDirectory, setupWorkspace } from '../helpers/setup-workspace.ts'

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
