import { closeSync, copyFileSync, existsSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listBackups } from '#service/db/backup.ts'
import { mergeSources } from '#service/features/sync/merge-sources.ts'
import { Cancelled, quietReport } from '#service/jobs/task.ts'
import { Refused } from '#service/refusal.ts'
import { mergeAll, mergeGroup } from '#service/sync/merge-group.ts'
import { mergeSource } from '#service/sync/merge.ts'
import { ReadAhead } from '#service/sync/source/read-ahead.ts'
import { openReading } from '#service/sync/source/source-reading.ts'
import { knownBySite } from '#service/sync/store/version-vector.ts'
import { kindsOf, setupCopy, setupDirectory, setupWorkspace, TEST_NOW, type TestWorkspace } from '../helpers/setup-workspace.ts'

const DATABASE = 'tributary.db'

function setupTeam(): { manager: TestWorkspace; reps: TestWorkspace[] } {
  const manager = setupWorkspace()
  const reps = ['甲', '乙', '丙'].map((employee, i) => setupCopy(manager, { employee, role: 'manager', seed: 20 + i }))
  for (const [i, rep] of reps.entries()) {
    rep.workspace.write({ kind: 'setup' }, (records) => {
      for (let n = 0; n < 50; n++) records.insert('customer', { name: `客户 ${String(i)}-${String(n)}`, kind: 'firm', life_cycle: 'potential' })
    })
  }
  return { manager, reps }
}

const customers = ({ workspace }: TestWorkspace): unknown[] => workspace.db.prepare('SELECT name, _h FROM customer ORDER BY name').raw().all()
const employees = ({ workspace }: TestWorkspace): unknown[] => workspace.db.prepare('SELECT name FROM employee ORDER BY name').pluck().all()

/** A copy of a source that can be opened, whose customers cannot be read. */
function damageCustomers(source: TestWorkspace): string {
  const { db } = source.workspace
  const page = Number(db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'customer'").pluck().get())
  const size = Number(db.pragma('page_size', { simple: true }))
  source.workspace.close()
  const file = join(setupDirectory(), DATABASE)
  copyFileSync(join(source.directory, DATABASE), file)
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(size, 0xa5), 0, size, (page - 1) * size)
  closeSync(handle)
  return file
}

describe('mergeSources', () => {
  it('brings what merging one by one brings, each source as a step of its own', () => {
    const { manager, reps } = setupTeam()
    const single = setupCopy(manager, { employee: '单', role: 'manager', seed: 40 })
    const { results } = mergeSources(manager.workspace, reps.map(({ directory }) => directory), quietReport)
    for (const { directory } of reps) mergeSource(single.workspace, directory, quietReport)
    expect(customers(manager)).toEqual(customers(single))
    expect(results.map(({ employee, problem }) => [employee, problem])).toEqual([['甲', null], ['乙', null], ['丙', null]])
    expect(new Set(results.map(({ command }) => command)).size).toBe(3)
  })

  it('takes nothing that others wrote for a write of its own', () => {
    // all joined into the unit 总部, whose row they begin with under one clock, each at another time
    const team = [1, 2, 3, 4].map((n, i, all) => ({ n, at: TEST_NOW + (all.length - i) * 1000 }))
    const founder = setupWorkspace()
    const copies = team.map(({ n, at }) => setupCopy(founder, { employee: `成员${String(n)}`, role: 'manager', unitPath: '总部', seed: 50 + n, now: at }))
    const [first, ...others] = copies.sort((a, b) => Buffer.compare(a.workspace.site, b.workspace.site))
    if (!first) throw new Error('nobody')
    const captured = (): unknown => first.workspace.db.prepare('SELECT count(*) FROM history WHERE site = 1').pluck().get()
    mergeSources(first.workspace, others.map(({ directory }) => directory), quietReport)
    expect(first.workspace.db.prepare('SELECT _s > 1 FROM org_unit').pluck().all()).toEqual([1])
    expect(captured()).toBe(0)
  })

  it('merges a repeated path once, and makes a backup before', () => {
    const { manager, reps } = setupTeam()
    const path = reps[0]?.directory ?? ''
    expect(mergeSources(manager.workspace, [path, path], quietReport).results).toHaveLength(1)
    expect(listBackups(manager.directory).map(({ file }) => file)).toEqual([expect.stringContaining('merge-')])
  })

  it('says why a source is refused, and goes on with the others', () => {
    const { manager, reps } = setupTeam()
    const missing = join(setupDirectory(), 'nowhere')
    const paths = [reps[0]?.directory ?? '', missing, manager.directory, reps[1]?.directory ?? '']
    const { results } = mergeSources(manager.workspace, paths, quietReport)
    expect(results.map(({ source, problem }) => [source, problem?.kind])).toEqual([
      [paths[0], undefined],
      [paths[1], 'source-missing'],
      [paths[2], 'source-same-workspace'],
      [paths[3], undefined],
    ])
    expect(customers(manager)).toHaveLength(100)
  })

  it('takes nothing of a source that turns out damaged in the middle, and all of the others', () => {
    const { manager, reps } = setupTeam()
    const broken = damageCustomers(reps[1] as TestWorkspace)
    const before = customers(manager)
    expect(kindsOf(() => mergeSource(manager.workspace, broken, quietReport))).toEqual(['source-damaged'])
    expect(customers(manager)).toEqual(before)
    const { results } = mergeSources(manager.workspace, [reps[0]?.directory ?? '', broken, reps[2]?.directory ?? ''], quietReport)
    expect(results.map(({ problem }) => problem?.kind)).toEqual([undefined, 'source-damaged', undefined])
    expect(customers(manager)).toHaveLength(100)
    // its employee stands in a table that could be read: he is not taken either
    expect(employees(manager)).toEqual(['丙', '王经理', '甲'])
    expect(manager.workspace.db.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  it('throws a cancel on, with every source merged whole or not at all', () => {
    const { manager, reps } = setupTeam()
    let calls = 0
    const report = {
      progress: () => undefined,
      throwIfCancelled: () => {
        if (++calls > 35) throw new Cancelled()
      },
    }
    expect(() => mergeSources(manager.workspace, reps.map(({ directory }) => directory), report)).toThrow(Cancelled)
    expect(customers(manager).length % 50).toBe(0)
    expect(manager.workspace.db.inTransaction).toBe(false)
    mergeSources(manager.workspace, reps.map(({ directory }) => directory), quietReport)
    expect(customers(manager)).toHaveLength(150)
  })
})

describe('mergeGroup with a second thread that reads ahead', () => {
  /** So many sources that the thread has begun before they are all merged. */
  const MANY = 12
  const always = 0

  function setupMany(): { manager: TestWorkspace; paths: string[]; last: TestWorkspace } {
    const manager = setupWorkspace()
    const reps = Array.from({ length: MANY }, (_, i) => setupCopy(manager, { employee: `员 ${String(i)}`, role: 'manager', seed: 60 + i }))
    for (const [i, rep] of reps.entries()) {
      rep.workspace.write({ kind: 'setup' }, (records) => {
        for (let n = 0; n < 50; n++) records.insert('customer', { name: `客户 ${String(i)}-${String(n)}`, kind: 'firm', life_cycle: 'potential', owner_id: rep.workspace.actor.employeeId })
      })
    }
    return { manager, paths: reps.map(({ directory }) => directory), last: reps.at(-1) as TestWorkspace }
  }

  it('brings what merging one by one brings', () => {
    const { manager, paths } = setupMany()
    const single = setupCopy(manager, { employee: '单', role: 'manager', seed: 40 })
    mergeGroup(manager.workspace, paths, quietReport, always)
    for (const path of paths) mergeSource(single.workspace, path, quietReport)
    expect(customers(manager)).toHaveLength(MANY * 50)
    expect(customers(manager)).toEqual(customers(single))
  })

  it('takes nothing of a source that is damaged, and all of the others', () => {
    const { manager, paths, last } = setupMany()
    const missing = join(setupDirectory(), 'nowhere')
    const all = [...paths.slice(0, -1), damageCustomers(last), missing, paths[0] ?? '']
    const outcomes = [...mergeGroup(manager.workspace, all, quietReport, always).values()]
    expect(outcomes.flatMap((outcome) => (outcome instanceof Refused ? outcome.problems.map(({ kind }) => kind) : []))).toEqual(['source-damaged', 'source-missing'])
    expect(customers(manager)).toHaveLength((MANY - 1) * 50)
  })

  it('reads a source itself when the thread ends in the middle of it', () => {
    const { manager, paths } = setupMany()
    const { workspace } = manager
    const ahead = new ReadAhead(paths, workspace, knownBySite(workspace.db), join(import.meta.dirname, '../helpers/dying-reader.ts'))
    const opened: string[] = []
    const sources = paths.map((path, i) => ({
      name: path,
      open: () => {
        const read = ahead.take(i, () => undefined)
        opened.push(read ? 'ahead' : 'here')
        return read ?? openReading(path, workspace.site, workspace.key)
      },
    }))
    const pause = new Int32Array(new SharedArrayBuffer(4))
    while (!existsSync(join(paths[0] ?? '', 'begun'))) Atomics.wait(pause, 0, 0, 10)
    mergeAll(workspace, sources, quietReport, { ahead })
    expect(opened).toEqual(['ahead', ...paths.map(() => 'here')])
    expect(customers(manager)).toHaveLength(MANY * 50)
  })

  it('throws a cancel on, with every source merged whole or not at all, and leaves nothing open', () => {
    const { manager, paths } = setupMany()
    let calls = 0
    const report = {
      progress: () => undefined,
      throwIfCancelled: () => {
        if (++calls > 90) throw new Cancelled()
      },
    }
    expect(() => mergeGroup(manager.workspace, paths, report, always)).toThrow(Cancelled)
    expect(customers(manager).length % 50).toBe(0)
    expect(manager.workspace.db.inTransaction).toBe(false)
    mergeGroup(manager.workspace, paths, quietReport, always)
    expect(customers(manager)).toHaveLength(MANY * 50)
  })
})
