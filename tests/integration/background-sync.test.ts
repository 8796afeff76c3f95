import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Client, connectService } from '../helpers/connect-service.ts'
import { startHubProcess } from '../helpers/hub-process.ts'
import { setupCopy, setupDirectory, setupWorkspace } from '../helpers/setup-workspace.ts'

/** The folders of a manager's copy and a rep's, nobody has them open; their clocks are those of today. */
function setupTwo(): { readonly manager: string; readonly li: string } {
  const manager = setupWorkspace({ now: Date.now() })
  const li = setupCopy(manager, { employee: '李销售', seed: 2, now: Date.now() })
  manager.workspace.close()
  li.workspace.close()
  return { manager: manager.directory, li: li.directory }
}

const newCustomer = (client: Client, name: string) => client.customers.create({ name })

async function namesOf(client: Client): Promise<string[]> {
  const { rows } = await client.customers.list({ offset: 0, limit: 50 })
  return rows.map(({ name }) => name).sort()
}

const soon = { timeout: 45_000, interval: 200 }

describe('sync in the background', () => {
  it('brings what one writes to the other over a folder, and says when everything is there', async () => {
    const folder = setupDirectory()
    const { manager, li } = setupTwo()
    const [{ client: boss }, { client: rep }] = [await connectService(manager), await connectService(li)]
    expect((await boss.sync.status()).lamp).toBe('alone')
    await boss.syncWays.add({ kind: 'folder', address: folder })
    await rep.syncWays.add({ kind: 'folder', address: folder })
    await newCustomer(rep, '常州电机')
    await expect.poll(() => namesOf(boss), soon).toEqual(['常州电机'])
    await expect.poll(async () => (await rep.sync.status()).lamp, soon).toBe('synced')
    const [way] = await rep.syncWays.list()
    expect(way).toMatchObject({ kind: 'folder', address: folder, isAutomatic: true, problem: null })
  })

  it('does the same over a hub, and tells the window which tables changed', async () => {
    const hub = await startHubProcess(`sqlite:${join(setupDirectory(), 'hub.db')}`)
    try {
      const { manager, li } = setupTwo()
      const [{ client: boss }, { client: rep }] = [await connectService(manager), await connectService(li)]
      const told = new Set<string>()
      const enough = new AbortController()
      const listening = (async () => {
        for await (const { tables } of await boss.events.changes(undefined, { signal: enough.signal })) for (const table of tables) told.add(table)
      })().catch(() => undefined)
      await boss.syncWays.add({ kind: 'hub', address: hub.url })
      await rep.syncWays.add({ kind: 'hub', address: hub.url })
      await newCustomer(rep, '苏州精工')
      await expect.poll(() => namesOf(boss), soon).toEqual(['苏州精工'])
      expect(told.has('customer')).toBe(true)
      expect((await boss.syncWays.list())[0]?.offsetMs).toBeTypeOf('number')
      enough.abort()
      await listening
    } finally {
      await hub.stop()
    }
  })

  it('says what is wrong with a way, tries it, and goes on once it is mended', async () => {
    const folder = join(setupDirectory(), 'not-there')
    const { manager } = setupTwo()
    const { client } = await connectService(manager)
    const { seq } = await client.syncWays.add({ kind: 'folder', address: folder })
    await expect.poll(async () => (await client.syncWays.list())[0]?.problem?.kind, soon).toBe('way-unreachable')
    expect(await client.sync.status()).toMatchObject({ lamp: 'attention', concerns: [{ kind: 'way-failing', name: folder }] })
    await expect(client.syncWays.test({ seq })).rejects.toMatchObject({ data: { problems: [{ kind: 'way-unreachable' }] } })
    mkdirSync(folder)
    let sent = 0
    for await (const event of await client.syncWays.exchange({ seq })) if (event.type === 'done') sent = event.result.sent
    expect(sent).toBeGreaterThan(0)
    expect(await client.syncWays.test({ seq })).toMatchObject({ copies: 1 })
    expect((await client.sync.status()).lamp).toBe('synced')
    await client.syncWays.remove({ seq })
    expect(await client.syncWays.list()).toEqual([])
  })

  it('goes on under a new name when its disk was put back, loses nothing, and says so until somebody has noticed', async () => {
    const folder = setupDirectory()
    const { manager, li } = setupTwo()
    const { client: boss } = await connectService(manager)
    await boss.syncWays.add({ kind: 'folder', address: folder })
    const first = await connectService(li)
    await first.client.syncWays.add({ kind: 'folder', address: folder })
    await newCustomer(first.client, '甲')
    await expect.poll(() => namesOf(boss), soon).toEqual(['甲'])
    await first.close()
    const earlier = readFileSync(join(li, 'tributary.db'))
    const second = await connectService(li)
    await newCustomer(second.client, '写于回退之前')
    await expect.poll(async () => (await namesOf(boss)).length, soon).toBe(2)
    await second.close()
    // the content alone: the file stays what it is, so that only the others can tell
    writeFileSync(join(li, 'tributary.db'), earlier)
    const { client: back } = await connectService(li)
    await newCustomer(back, '写于回退之后')
    await expect.poll(() => namesOf(boss), soon).toEqual(['写于回退之前', '写于回退之后', '甲'].sort())
    await expect.poll(() => namesOf(back), soon).toEqual(await namesOf(boss))
    await expect.poll(async () => (await back.sync.status()).concerns, soon).toMatchObject([{ kind: 'renewed' }])
    await back.sync.noticed()
    await expect.poll(async () => (await back.sync.status()).lamp, soon).toBe('synced')
  })

  it('ends in order while it exchanges', async () => {
    const folder = setupDirectory()
    const { manager } = setupTwo()
    const { client, close } = await connectService(manager)
    const { seq } = await client.syncWays.add({ kind: 'folder', address: folder, isAutomatic: false })
    const exchange = (async () => {
      for await (const event of await client.syncWays.exchange({ seq })) if (event.type === 'done') return
    })().catch(() => undefined)
    await close()
    await exchange
    const { client: again } = await connectService(manager)
    expect(await again.syncWays.list()).toMatchObject([{ seq, isRunning: false }])
  })

  it('exchanges nothing over a way that is not automatic until it is asked', async () => {
    const folder = setupDirectory()
    const { manager } = setupTwo()
    const { client } = await connectService(manager)
    const { seq } = await client.syncWays.add({ kind: 'folder', address: folder, isAutomatic: false })
    expect((await client.syncWays.list())[0]).toMatchObject({ isRunning: false, triedAt: null })
    expect(await client.syncWays.test({ seq })).toEqual({ copies: 0, bundles: 0, offsetMs: null })
  })

  it('carries a package, which can be looked at before', async () => {
    const { manager, li } = setupTwo()
    const [{ client: boss }, { client: rep }] = [await connectService(manager), await connectService(li)]
    await newCustomer(rep, '无锡化工')
    const file = join(setupDirectory(), '李.trp')
    for await (const event of await rep.syncPackages.export({ file, employeeId: null })) if (event.type === 'done') expect(event.result.bundles).toBeGreaterThan(0)
    expect(await boss.sync.preview({ path: file })).toMatchObject({ problem: null, employee: '李销售' })
    expect(await namesOf(boss)).toEqual([])
    for await (const event of await boss.sync.merge({ paths: [file] })) if (event.type === 'done') expect(event.result.results).toMatchObject([{ source: file, problem: null }])
    expect(await namesOf(boss)).toEqual(['无锡化工'])
    expect(await boss.workspace.backups()).toHaveLength(2)
  })

  it('merges a package from the command line', () => {
    const { manager, li } = setupTwo()
    const file = join(setupDirectory(), '李.trp')
    const cli = (...args: readonly string[]): string => execFileSync(process.execPath, ['src-main/service/entry/cli.ts', ...args], { encoding: 'utf8' })
    cli('sync', li, '--package', file)
    expect(JSON.parse(cli('merge', manager, file, '--json'))).toMatchObject([{ source: file, employee: '李销售', problem: null }])
  })
})
