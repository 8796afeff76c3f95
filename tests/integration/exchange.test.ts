import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openWorkspace } from '#service/db/workspace.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { seededIds } from '#service/ports/ids.ts'
import { addCustomer, meet } from '../helpers/bundle-copies.ts'
import { setupCopy, setupDirectory, setupWorkspace, TEST_NOW, type TestWorkspace } from '../helpers/setup-workspace.ts'

const MINUTE = 60_000

async function meetAll(folder: string, ...copies: readonly TestWorkspace[]): Promise<void> {
  for (let round = 0; round < 3; round++) for (const copy of copies) await meet(folder, copy)
}

function note({ workspace, clock }: TestWorkspace, minutes: number, id: Buffer, text: string): void {
  clock.set(TEST_NOW + minutes * MINUTE)
  workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { note: text }))
}

const customers = ({ workspace }: TestWorkspace): unknown[] => workspace.db.prepare('SELECT name, note FROM customer ORDER BY name').all()

describe('exchange', () => {
  it('makes copies equal over a folder, and finds nothing more to do then', async () => {
    const folder = setupDirectory()
    const manager = setupWorkspace()
    const li = setupCopy(manager, { employee: '李销售', seed: 2 })
    const id = addCustomer(li, '常州电机')
    await meetAll(folder, li, manager)
    note(manager, 5, id, '经理的话')
    await meetAll(folder, manager, li)
    expect(customers(li)).toEqual([{ name: '常州电机', note: '经理的话' }])
    expect(customers(manager)).toEqual(customers(li))
    expect(await meet(folder, li)).toMatchObject({ sent: 0, received: 0, held: [], refused: [], renewed: false })
  })

  it('notices that a copy was put back to an earlier state, and loses nothing of both', async () => {
    const folder = setupDirectory()
    const manager = setupWorkspace()
    const li = setupCopy(manager, { employee: '李销售', seed: 2 })
    const id = addCustomer(li, '常州电机')
    await meetAll(folder, li, manager)
    const file = join(li.directory, 'tributary.db')
    li.workspace.db.pragma('wal_checkpoint(TRUNCATE)')
    const earlier = readFileSync(file)
    addCustomer(li, '写于回退之前')
    await meetAll(folder, li, manager)
    const oldSite = li.workspace.site
    li.workspace.close()
    // the content alone, as a disk that its system sets back: the file stays what it is, and only the others can tell
    writeFileSync(file, earlier)
    const clock = fixedClock(TEST_NOW)
    const back: TestWorkspace = { workspace: openWorkspace(li.directory, { clock, newId: seededIds(9) }), clock, directory: li.directory }
    try {
      expect(Buffer.from(back.workspace.site).equals(oldSite)).toBe(true)
      note(back, 30, id, '写于回退之后')
      expect((await meet(folder, back)).renewed).toBe(true)
      expect(Buffer.from(back.workspace.site).equals(oldSite)).toBe(false)
      await meetAll(folder, back, manager)
      expect(customers(manager)).toEqual([{ name: '写于回退之前', note: null }, { name: '常州电机', note: '写于回退之后' }])
      expect(customers(back)).toEqual(customers(manager))
    } finally {
      back.workspace.close()
    }
  })

  it('lets a cloned folder go on beside the original', async () => {
    const folder = setupDirectory()
    const manager = setupWorkspace()
    const li = setupCopy(manager, { employee: '李销售', seed: 2 })
    const id = addCustomer(li, '常州电机')
    await meetAll(folder, li, manager)
    note(li, 10, id, '尚未发出')
    const directory = join(setupDirectory(), 'clone')
    li.workspace.db.pragma('wal_checkpoint(TRUNCATE)')
    cpSync(li.directory, directory, { recursive: true, filter: (path) => !path.endsWith('.lock') && !path.endsWith('-wal') && !path.endsWith('-shm') })
    const clock = fixedClock(TEST_NOW + 20 * MINUTE)
    const clone: TestWorkspace = { workspace: openWorkspace(directory, { clock, newId: seededIds(9) }), clock, directory }
    try {
      addCustomer(clone, '克隆机写的')
      addCustomer(li, '原机写的')
      await meetAll(folder, clone, li, manager)
      expect(customers(manager).length).toBe(3)
      expect(customers(manager)).toContainEqual({ name: '常州电机', note: '尚未发出' })
      for (const copy of [clone, li]) expect(customers(copy)).toEqual(customers(manager))
    } finally {
      clone.workspace.close()
    }
  })
})
