import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { closeSync, copyFileSync, openSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '#service/db/open-database.ts'
import type { Workspace } from '#service/db/workspace.ts'
import { undoTask } from '#service/features/journal/public.ts'
import { setBackLost, settleLost } from '#service/features/sync/lost.commands.ts'
import { listLost } from '#service/features/sync/lost.queries.ts'
import { Cancelled, quietReport } from '#service/jobs/task.ts'
import { FUTURE_LIMIT_MS, hlcFromMs } from '#service/sync/engine/clock.ts'
import { mergeSource, previewSource, type SourceMerge } from '#service/sync/merge.ts'
import { kindsOf, setupCopy, setupDirectory, setupWorkspace, TEST_NOW, type TestWorkspace } from '../helpers/setup-workspace.ts'

const HOUR = 3_600_000
const DATABASE = 'tributary.db'

interface Pair {
  readonly manager: TestWorkspace
  readonly other: TestWorkspace
  readonly id: Buffer
}

/** Two whole copies that hold the same customer. */
function setupPair(): Pair {
  const manager = setupWorkspace()
  const id = addCustomer(manager, '苏州精工机械有限公司')
  const other = setupCopy(manager, { employee: '李销售', role: 'manager' })
  take(other, manager)
  // the manager meets the other's own employee record
  take(manager, other)
  return { manager, other, id }
}

function addCustomer({ workspace }: TestWorkspace, name: string, owner: Buffer | null = null): Buffer {
  return workspace.write({ kind: 'customer.created' }, (records) =>
    records.insert('customer', { name, kind: 'firm', life_cycle: 'potential', grade: 'C', owner_id: owner }),
  ).value
}

function edit(copy: TestWorkspace, hour: number, id: Buffer, patch: { readonly grade?: string; readonly industry?: string; readonly owner_id?: Buffer }): void {
  copy.clock.set(TEST_NOW + hour * HOUR)
  copy.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, patch))
}

function remove(copy: TestWorkspace, hour: number, id: Buffer): void {
  copy.clock.set(TEST_NOW + hour * HOUR)
  copy.workspace.write({ kind: 'customer.removed' }, (records) => records.remove('customer', id))
}

function take(into: TestWorkspace, from: TestWorkspace): SourceMerge['result'] {
  return mergeSource(into.workspace, from.directory, quietReport).result
}

function customer({ workspace }: TestWorkspace, id: Buffer): { readonly grade: string; readonly industry: string | null } | undefined {
  return workspace.db.prepare<[Buffer], { grade: string; industry: string | null }>('SELECT grade, industry FROM customer WHERE id = ?').get(id)
}

const lostOf = ({ workspace }: TestWorkspace) => listLost(workspace, { isOpen: true, offset: 0, limit: 100 }).rows

/** Every row of every table, as one fingerprint. */
function fingerprint({ db }: Workspace): string {
  const hash = createHash('sha256')
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name").pluck().all()
  for (const table of tables) hash.update(table).update(JSON.stringify(db.prepare(`SELECT * FROM "${table}"`).raw().all()))
  return hash.digest('hex')
}

/** Names and contents of a folder's files. A reader of a live database marks its place in -shm, which holds no data. */
function filesOf(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()
  return Object.fromEntries(
    names.map((name) => {
      const path = join(directory, name)
      const isData = !name.endsWith('-shm') && statSync(path).isFile()
      return [name, isData ? createHash('sha256').update(readFileSync(path)).digest('hex') : '']
    }),
  )
}

describe('two edits of one field', () => {
  it('keep the later value and list the other', () => {
    const { manager, other, id } = setupPair()
    edit(manager, 1, id, { grade: 'A' })
    edit(other, 2, id, { grade: 'B' })
    expect(take(manager, other).counts).toMatchObject({ applied: 1, conflicts: 1, lost: 1 })
    expect(customer(manager, id)?.grade).toBe('B')
    expect(lostOf(manager)).toMatchObject([
      { kind: 'edit', field: 'grade', lost: { value: 'A', by: '王经理', isOurs: true, at: TEST_NOW + HOUR }, won: { value: 'B', by: '李销售' }, isDeleted: false },
    ])
  })

  it('list the value that came too late to prevail, and change nothing', () => {
    const { manager, other, id } = setupPair()
    edit(other, 1, id, { grade: 'B' })
    edit(manager, 2, id, { grade: 'A' })
    expect(take(manager, other).counts).toMatchObject({ applied: 0, conflicts: 1, lost: 1 })
    expect(customer(manager, id)?.grade).toBe('A')
    expect(lostOf(manager)).toMatchObject([{ lost: { value: 'B', by: '李销售', isOurs: false }, won: { value: 'A' } }])
  })

  it('are no conflict when both set the same value', () => {
    const { manager, other, id } = setupPair()
    edit(manager, 1, id, { grade: 'A' })
    edit(other, 2, id, { grade: 'A' })
    expect(take(manager, other).counts).toMatchObject({ conflicts: 0, lost: 0 })
  })

  it('are no conflict when the later writer had seen the earlier value', () => {
    const { manager, other, id } = setupPair()
    edit(manager, 1, id, { grade: 'A' })
    take(other, manager)
    edit(other, 2, id, { grade: 'B' })
    expect(take(manager, other).counts).toMatchObject({ applied: 1, conflicts: 0, lost: 0 })
    expect(customer(manager, id)?.grade).toBe('B')
  })

  it('both stay when they are of different fields', () => {
    const { manager, other, id } = setupPair()
    edit(manager, 1, id, { grade: 'A' })
    edit(other, 2, id, { industry: '机械' })
    expect(take(manager, other).counts).toMatchObject({ conflicts: 0 })
    expect(customer(manager, id)).toEqual({ grade: 'A', industry: '机械' })
    take(other, manager)
    expect(customer(other, id)).toEqual({ grade: 'A', industry: '机械' })
  })

  it('let the lost value be set back, which travels like any other edit', () => {
    const { manager, other, id } = setupPair()
    edit(manager, 1, id, { grade: 'A' })
    edit(other, 2, id, { grade: 'B' })
    take(manager, other)
    manager.clock.set(TEST_NOW + 3 * HOUR)
    expect(setBackLost(manager.workspace, lostOf(manager)[0]?.seq ?? 0)).not.toBeNull()
    expect(customer(manager, id)?.grade).toBe('A')
    expect(lostOf(manager)).toEqual([])
    expect(take(other, manager).counts).toMatchObject({ conflicts: 0 })
    expect(customer(other, id)?.grade).toBe('A')
  })

  it('leave the list when somebody settles them', () => {
    const { manager, other, id } = setupPair()
    edit(manager, 1, id, { grade: 'A' })
    edit(other, 2, id, { grade: 'B' })
    take(manager, other)
    expect(settleLost(manager.workspace, lostOf(manager).map(({ seq }) => seq))).toBe(1)
    expect(lostOf(manager)).toEqual([])
    expect(customer(manager, id)?.grade).toBe('B')
  })
})

describe('a deletion and an edit that did not know of each other', () => {
  it('leave the record deleted where it was deleted, and the edit in the bin', () => {
    const { manager, other, id } = setupPair()
    remove(manager, 1, id)
    edit(other, 2, id, { grade: 'B' })
    expect(take(manager, other).counts).toMatchObject({ conflicts: 1, lost: 1 })
    expect(customer(manager, id)).toBeUndefined()
    const [entry] = lostOf(manager)
    expect(entry).toMatchObject({ kind: 'deleted-while-edited', isDeleted: true, lost: { by: '李销售' }, won: { by: '王经理' } })
    manager.clock.set(TEST_NOW + 3 * HOUR)
    setBackLost(manager.workspace, entry?.seq ?? 0)
    expect(customer(manager, id)?.grade).toBe('B')
    take(other, manager)
    expect(customer(other, id)?.grade).toBe('B')
  })

  it('take the record away where it was edited, and say so', () => {
    const { manager, other, id } = setupPair()
    edit(other, 2, id, { grade: 'B' })
    remove(manager, 1, id)
    expect(take(other, manager).counts).toMatchObject({ applied: 1, conflicts: 1, lost: 1 })
    expect(customer(other, id)).toBeUndefined()
    other.clock.set(TEST_NOW + 3 * HOUR)
    setBackLost(other.workspace, lostOf(other)[0]?.seq ?? 0)
    expect(customer(other, id)?.grade).toBe('B')
  })

  it('are no conflict when the deleter had seen the edit', () => {
    const { manager, other, id } = setupPair()
    edit(other, 1, id, { grade: 'B' })
    take(manager, other)
    remove(manager, 2, id)
    expect(take(other, manager).counts).toMatchObject({ applied: 1, conflicts: 0, lost: 0 })
    expect(customer(other, id)).toBeUndefined()
  })
})

describe('mergeSource', () => {
  it('finds nothing new the second time', () => {
    const { manager, other, id } = setupPair()
    edit(manager, 1, id, { grade: 'A' })
    edit(other, 2, id, { grade: 'B' })
    addCustomer(other, '无锡华光电器厂')
    expect(take(manager, other).counts).toMatchObject({ applied: 2, lost: 1 })
    expect(take(manager, other)).toMatchObject({ counts: { applied: 0, conflicts: 0, lost: 0 }, command: null })
    expect(lostOf(manager)).toHaveLength(1)
  })

  it('can be taken back as one step', async () => {
    const { manager, other, id } = setupPair()
    const kept = addCustomer(manager, '合肥')
    take(other, manager)
    edit(other, 2, id, { grade: 'B' })
    remove(other, 3, kept)
    const added = addCustomer(other, '无锡华光电器厂')
    const { command } = take(manager, other)
    expect([customer(manager, id)?.grade, customer(manager, kept), customer(manager, added)?.grade]).toEqual(['B', undefined, 'C'])
    manager.clock.set(TEST_NOW + 4 * HOUR)
    await undoTask(manager.workspace, { seq: command ?? 0 }, quietReport)
    expect([customer(manager, id)?.grade, customer(manager, kept)?.grade, customer(manager, added)]).toEqual(['C', 'C', undefined])
  })

  it('shows in a preview what it would do, and does nothing', () => {
    const { manager, other, id } = setupPair()
    edit(manager, 1, id, { grade: 'A' })
    edit(other, 2, id, { grade: 'B' })
    const before = fingerprint(manager.workspace)
    expect(previewSource(manager.workspace, other.directory, quietReport).result.counts).toMatchObject({ applied: 1, conflicts: 1 })
    expect(fingerprint(manager.workspace)).toBe(before)
  })

  it('names a clock ten years ahead and does not let it drag ours', () => {
    const { manager, other, id } = setupPair()
    edit(other, 24 * 3653, id, { grade: 'B' })
    manager.clock.set(TEST_NOW + HOUR)
    const { clocksAhead } = take(manager, other)
    expect(clocksAhead).toEqual([{ site: expect.any(String) as string, employee: '李销售', minutes: 24 * 3653 * 60 - 60 }])
    const last = Number(manager.workspace.db.prepare('SELECT last_hlc FROM sync_ctx').pluck().get())
    expect(last).toBeLessThanOrEqual(hlcFromMs(TEST_NOW + HOUR + FUTURE_LIMIT_MS))
    // whoever has seen the value from the future can still change it, and everybody takes that
    edit(manager, 2, id, { grade: 'A' })
    take(other, manager)
    expect([customer(manager, id)?.grade, customer(other, id)?.grade]).toEqual(['A', 'A'])
  })

  it('leaves nothing when it is cancelled', () => {
    const { manager, other } = setupPair()
    addCustomer(other, '无锡华光电器厂')
    const before = fingerprint(manager.workspace)
    let calls = 0
    const report = {
      progress: () => undefined,
      throwIfCancelled: () => {
        if (++calls > 8) throw new Cancelled()
      },
    }
    expect(() => mergeSource(manager.workspace, other.directory, report)).toThrow(Cancelled)
    expect(fingerprint(manager.workspace)).toBe(before)
    expect(take(manager, other).counts.applied).toBe(1)
  })

  it('leaves the folder of a closed source as it was', () => {
    const { manager, other, id } = setupPair()
    edit(other, 1, id, { grade: 'B' })
    other.workspace.close()
    const before = filesOf(other.directory)
    expect(take(manager, other).counts.applied).toBe(1)
    expect(filesOf(other.directory)).toEqual(before)
  })

  it('leaves the folder of a source that somebody works in as it was', () => {
    const { manager, other, id } = setupPair()
    edit(other, 1, id, { grade: 'B' })
    const before = filesOf(other.directory)
    expect(take(manager, other).counts.applied).toBe(1)
    expect(filesOf(other.directory)).toEqual(before)
    edit(other, 2, id, { grade: 'D' })
    expect(customer(other, id)?.grade).toBe('D')
  })
})

describe('a rep\'s copy', () => {
  it('takes what the firm shares and his own customers with what hangs on them', () => {
    const manager = setupWorkspace()
    const rep = setupCopy(manager, { employee: '李销售' })
    const me = rep.workspace.actor.employeeId as Buffer
    const mine = addCustomer(manager, '我的客户', me)
    const foreign = addCustomer(manager, '别人的客户')
    manager.workspace.write({ kind: 'setup' }, (records) => {
      records.insert('product', { name: '轴承', is_active: 1 })
      for (const [customerId, name] of [[mine, '甲'], [foreign, '乙']] as const) {
        const person = records.insert('contact', { name })
        records.insert('customer_contact', { customer_id: customerId, contact_id: person, role: 'buys' })
        records.insert('activity', { kind: 'call', subject: name, customer_id: customerId })
      }
    })
    take(rep, manager)
    const { db } = rep.workspace
    const names = (sql: string): unknown[] => db.prepare(sql).pluck().all()
    expect(names('SELECT name FROM customer')).toEqual(['我的客户'])
    expect(names('SELECT name FROM contact')).toEqual(['甲'])
    expect(names('SELECT subject FROM activity')).toEqual(['甲'])
    expect(names('SELECT count(*) FROM customer_contact')).toEqual([1])
    expect(names('SELECT name FROM product')).toEqual(['轴承'])
    expect(names("SELECT count(*) FROM employee WHERE name = '王经理'")).toEqual([1])
  })

  it('takes a customer that comes to him later, and sees his own go to somebody else', () => {
    const manager = setupWorkspace()
    const rep = setupCopy(manager, { employee: '李销售' })
    const me = rep.workspace.actor.employeeId as Buffer
    const manages = manager.workspace.actor.employeeId as Buffer
    const mine = addCustomer(manager, '我的客户', me)
    const later = addCustomer(manager, '后来的客户', manages)
    take(rep, manager)
    expect(customer(rep, later)).toBeUndefined()
    edit(manager, 1, later, { owner_id: me })
    edit(manager, 2, mine, { owner_id: manages })
    take(rep, manager)
    expect(customer(rep, later)?.grade).toBe('C')
    expect(rep.workspace.db.prepare('SELECT owner_id FROM customer WHERE id = ?').pluck().get(mine)).toEqual(manages)
  })
})

describe('a source that cannot be merged', () => {
  function refusal(target: TestWorkspace, path: string): string[] {
    const before = fingerprint(target.workspace)
    const kinds = kindsOf(() => mergeSource(target.workspace, path, quietReport))
    expect(fingerprint(target.workspace)).toBe(before)
    expect(target.workspace.db.inTransaction).toBe(false)
    return kinds
  }

  function closedCopyOf(test: TestWorkspace): string {
    test.workspace.close()
    const file = join(setupDirectory(), DATABASE)
    copyFileSync(join(test.directory, DATABASE), file)
    return file
  }

  it('is refused when it is this very copy', () => {
    const manager = setupWorkspace()
    expect(refusal(manager, manager.directory)).toEqual(['source-same-workspace'])
  })

  it('is refused when it is of another firm', () => {
    expect(refusal(setupWorkspace(), setupWorkspace({ seed: 9 }).directory)).toEqual(['source-other-firm'])
  })

  it('is refused when it is not there', () => {
    expect(refusal(setupWorkspace(), join(setupDirectory(), 'nowhere'))).toEqual(['source-missing'])
    expect(refusal(setupWorkspace(), setupDirectory())).toEqual(['source-missing'])
  })

  it('is refused when it is another program\'s file', () => {
    const directory = setupDirectory()
    const text = join(directory, 'notes.txt')
    writeFileSync(text, 'no database at all, but long enough to be read as one: '.repeat(100))
    expect(refusal(setupWorkspace(), text)).toEqual(['source-not-a-workspace'])
    const foreign = join(directory, 'foreign.db')
    new Database(foreign).exec('CREATE TABLE t (a)').close()
    expect(refusal(setupWorkspace(), foreign)).toEqual(['source-not-a-workspace'])
  })

  it('is refused when it is damaged', () => {
    const { manager, other } = setupPair()
    const file = closedCopyOf(other)
    const page = 4096
    const handle = openSync(file, 'r+')
    // the first page with the names of the tables stays, the rest is noise
    for (let at = page; at < statSync(file).size; at += page) writeSync(handle, Buffer.alloc(page, 0xa5), 0, page, at)
    closeSync(handle)
    expect(refusal(manager, file)).toEqual(['source-damaged'])
  })

  it('is refused when half of it is missing', () => {
    const { manager, other } = setupPair()
    const file = closedCopyOf(other)
    truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096)
    expect(refusal(manager, file)).toEqual(['source-damaged'])
  })

  it('is refused when a newer version of the program wrote it', () => {
    const { manager, other } = setupPair()
    const file = closedCopyOf(other)
    const db = openDatabase(file, 'write')
    db.pragma('user_version = 999')
    db.close()
    expect(refusal(manager, file)).toEqual(['schema-too-new'])
  })

  it('leaves nothing behind when the disk is full, and merges once there is room', () => {
    const { manager, other } = setupPair()
    other.workspace.write({ kind: 'setup' }, (records) => {
      for (let n = 0; n < 2_000; n++) records.insert('customer', { name: `客户 ${String(n)}`, kind: 'firm', life_cycle: 'potential', note: 'x'.repeat(200) })
    })
    const { db } = manager.workspace
    const before = fingerprint(manager.workspace)
    db.pragma(`max_page_count = ${String(Number(db.pragma('page_count', { simple: true })) + 20)}`)
    expect(() => take(manager, other)).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }) as Error)
    expect(fingerprint(manager.workspace)).toBe(before)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.pragma('max_page_count = 1000000')
    expect(take(manager, other).counts.applied).toBe(2_000)
  })
})
