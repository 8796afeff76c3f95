import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exchange } from '#service/sync/exchange/exchange.ts'
import { localCopy } from '#service/sync/exchange/local-copy.ts'
import { writeSnapshot } from '#service/sync/exchange/write-snapshot.ts'
import type { Identity } from '#service/sync/identity/identity.ts'
import { openFolderWay } from '#service/sync/ways/folder-way.ts'
import { openPackageWay } from '#service/sync/ways/package-way.ts'
import type { Way } from '#service/sync/ways/way.ts'
import { setupCopy, setupDirectory, setupWorkspace, type TestWorkspace } from '../helpers/setup-workspace.ts'

const NEVER = new AbortController().signal

function identityOf({ workspace }: TestWorkspace): Identity {
  if (!workspace.identity) throw new Error('a copy without an identity')
  return workspace.identity
}

async function over(way: Way, copy: TestWorkspace, foldAfter?: number): ReturnType<typeof exchange> {
  try {
    return await exchange(localCopy(copy.workspace, identityOf(copy), undefined, { foldAfter }), way, NEVER, { progress: () => undefined })
  } finally {
    await way.close()
  }
}

function meet(folder: string, copy: TestWorkspace, foldAfter?: number): ReturnType<typeof exchange> {
  const way = openFolderWay(folder, { firm: identityOf(copy).firmTag.toString('hex'), writer: Buffer.from(copy.workspace.site).toString('hex') })
  return over(way, copy, foldAfter)
}

function addCustomer({ workspace }: TestWorkspace, name: string): Buffer {
  return workspace.write({ kind: 'customer.created' }, (records) =>
    records.insert('customer', { name, kind: 'firm', life_cycle: 'potential', owner_id: workspace.actor.employeeId }),
  ).value
}

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
    await over(openPackageWay(file, { firm: identityOf(second).firmTag.toString('hex'), writer: Buffer.from(second.workspace.site).toString('hex'), mustExist: true }), second)
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
