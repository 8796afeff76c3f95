import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Refused } from '#service/refusal.ts'
import { writeSnapshot } from '#service/sync/exchange/write-snapshot.ts'
import { openPackageWay } from '#service/sync/ways/package-way.ts'
import { addCustomer, identityOf, meet, NEVER, over, whoIs } from '../helpers/bundle-copies.ts'
import { setupCopy, setupDirectory, setupWorkspace, type TestWorkspace } from '../helpers/setup-workspace.ts'

const customers = ({ workspace }: TestWorkspace): unknown[] => workspace.db.prepare('SELECT name, note FROM customer ORDER BY name').all()

describe('writeSnapshot', () => {
  it('lets a new copy begin from one file, and go on from there', async () => {
    const folder = setupDirectory()
    const manager = setupWorkspace()
    const li = setupCopy(manager, { employee: '李销售', seed: 2 })
    addCustomer(li, '常州电机')
    for (const copy of [li, manager, li]) await meet(folder, copy)
    const second = setupCopy(manager, { employee: '李销售', seed: 5 })
    const file = join(setupDirectory(), 'start.trp')
    await writeSnapshot(manager.workspace, identityOf(manager), identityOf(second).certified.scopes, file, NEVER)
    await over(openPackageWay(file, { ...whoIs(second), mustExist: true }), second)
    expect(customers(second)).toEqual(customers(li))
    // what the snapshot covers is not fetched again
    const { received } = await meet(folder, second)
    addCustomer(second, '新电脑写的')
    for (const copy of [second, manager, li, second]) await meet(folder, copy)
    expect(received).toBeLessThan(6)
    expect(customers(li)).toEqual(customers(second))
    expect(customers(manager)).toEqual(customers(second))
  })
})

describe('writeSnapshot', () => {
  it('is refused to those who do not hold everything, and where the file cannot be', async () => {
    const manager = setupWorkspace()
    const li = setupCopy(manager, { employee: '李销售', seed: 2 })
    const write = (copy: TestWorkspace, file: string): Promise<string> =>
      writeSnapshot(copy.workspace, identityOf(copy), ['all'], file, NEVER).then(
        () => 'written',
        (cause: unknown) => (cause instanceof Refused ? (cause.problems[0]?.kind ?? '') : String(cause)),
      )
    expect(await write(li, join(setupDirectory(), 'start.trp'))).toBe('snapshot-not-allowed')
    expect(await write(manager, join(setupDirectory(), 'nowhere', 'start.trp'))).toMatch(/^way-/)
  })
})

describe('folds', () => {
  it('keep chains short, and bring everything to those who come late', async () => {
    const folder = setupDirectory()
    const manager = setupWorkspace()
    const li = setupCopy(manager, { employee: '李销售', seed: 2 })
    const id = addCustomer(li, '常州电机')
    for (let edit = 1; edit <= 12; edit++) {
      li.clock.set(li.clock.now() + 60_000)
      li.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { note: `第 ${String(edit)} 次` }))
      await meet(folder, li, 4)
    }
    const kept = li.workspace.db.prepare("SELECT count(*) FROM sync_bundle WHERE scope LIKE 'rep-%'").pluck().get()
    expect(kept).toBeLessThanOrEqual(6)
    await meet(folder, manager)
    expect(customers(manager)).toEqual([{ name: '常州电机', note: '第 12 次' }])
  })
})
