import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { setupCopy, setupDirectory, setupWorkspace, TEST_NOW, type TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { receiveBundles } from '../../sync/chain/receive-bundles.ts'
import { sealOutbox } from '../../sync/chain/seal-outbox.ts'
import { exchangeOver, requireIdentity } from '../../sync/exchange/exchange-over.ts'
import { localCopy } from '../../sync/exchange/local-copy.ts'
import { noteRenewed, noteSent } from '../../sync/exchange/local-notes.ts'
import { addWay, listWays, noteOutcome, publishedName } from '../../sync/exchange/stored-ways.ts'
import { quietReport } from '../../jobs/task.ts'
import { syncStatus } from './status.queries.ts'

const DAY = 86_400_000

function write({ workspace }: TestWorkspace, name: string): void {
  workspace.write({ kind: 'customer.created' }, (records) =>
    records.insert('customer', { name, kind: 'firm', life_cycle: 'potential', grade: 'C', owner_id: workspace.actor.employeeId }),
  )
}

/** Exchanges over a way that was set up, and notes it as the service does. */
async function meet({ workspace, clock }: TestWorkspace, seq: number): Promise<void> {
  const { db } = workspace
  const way = listWays(db).find((one) => one.seq === seq)
  if (!way) throw new Error('no such way')
  const copy = localCopy(workspace, requireIdentity(workspace))
  const last = Number(db.prepare('SELECT last_hlc FROM sync_ctx').pluck().get())
  await exchangeOver(workspace, way, { copy, signal: new AbortController().signal, report: { progress: () => undefined } })
  db.prepare('UPDATE OR REPLACE sync_published SET way = ? WHERE way = ?').run(publishedName(seq), way.address)
  noteOutcome(db, seq, { at: clock.now(), problem: null, offsetMs: null })
  noteSent(db, last)
}

function setupFolderWay(test: TestWorkspace, name = 'share'): { readonly seq: number; readonly folder: string } {
  const folder = join(setupDirectory(), name)
  mkdirSync(folder)
  return { seq: addWay(test.workspace.db, { kind: 'folder', address: folder }, true), folder }
}

describe('the lamp', () => {
  it('is off for a copy that has met nobody, also when a way is set up and was never used', () => {
    const test = setupWorkspace()
    expect(syncStatus(test.workspace)).toMatchObject({ lamp: 'alone', concerns: [], ways: 0 })
    setupFolderWay(test)
    expect(syncStatus(test.workspace)).toMatchObject({ lamp: 'alone', ways: 1 })
  })

  it('is green when everything of ours lies on a way that answered, grey with the number of steps as soon as something is written', async () => {
    const test = setupWorkspace()
    const { seq } = setupFolderWay(test)
    write(test, '苏州精工')
    await meet(test, seq)
    expect(syncStatus(test.workspace)).toMatchObject({ lamp: 'synced', waiting: 0, lastMergeAt: TEST_NOW })
    write(test, '常州电机')
    write(test, '无锡化工')
    expect(syncStatus(test.workspace)).toMatchObject({ lamp: 'waiting', waiting: 2 })
    await meet(test, seq)
    expect(syncStatus(test.workspace)).toMatchObject({ lamp: 'synced', waiting: 0 })
  })

  it('is grey while what lies on a way cannot be told, since it did not answer last time', async () => {
    const test = setupWorkspace()
    const { seq } = setupFolderWay(test)
    write(test, '苏州精工')
    await meet(test, seq)
    noteOutcome(test.workspace.db, seq, { at: TEST_NOW, problem: 'way-unreachable', offsetMs: null })
    expect(syncStatus(test.workspace)).toMatchObject({ lamp: 'waiting', waiting: 0, concerns: [] })
  })

  it('is green with a way that is away when another copy is known to have everything', async () => {
    const manager = setupWorkspace()
    const li = setupCopy(manager, { employee: '李销售', seed: 2 })
    write(li, '常州电机')
    // what it has seen it says with the next thing that it has to say
    const answer = (): unknown =>
      manager.workspace.write({ kind: 'customer.created' }, (records) =>
        records.insert('customer', { name: '回音', kind: 'firm', life_cycle: 'potential', grade: 'C', owner_id: li.workspace.actor.employeeId }),
      )
    for (let round = 0; round < 3; round++) {
      answer()
      for (const [from, to] of [[li, manager], [manager, li]] as const) {
        sealOutbox(from.workspace)
        receiveBundles(to.workspace, requireIdentity(to.workspace), from.workspace.db.prepare<[], Buffer>('SELECT bytes FROM sync_bundle ORDER BY seq').pluck().all(), quietReport)
      }
    }
    expect(syncStatus(li.workspace)).toMatchObject({ lamp: 'synced', waiting: 0 })
    expect(syncStatus(manager.workspace).sites).toMatchObject([{ employee: { name: '李销售' }, version: 'same', aheadMinutes: null }])
  })

  it.each([
    ['an open conflict', 'conflicts', (test: TestWorkspace) => {
      test.workspace.db.prepare('INSERT INTO sync_lost (tbl, id, col, value, h, s, won_value, won_h, won_s, seen_at) VALUES (5, ?, 1, 1, 1, 1, 2, 2, 1, 1)').run(Buffer.alloc(16))
    }],
    ['a bundle held for a fault', 'held', (test: TestWorkspace) => hold(test, 'right')],
    ['a new name', 'renewed', (test: TestWorkspace) => noteRenewed(test.workspace.db, TEST_NOW)],
    ['a way that has failed for days', 'way-failing', (test: TestWorkspace) => {
      const [way] = listWays(test.workspace.db)
      test.clock.set(TEST_NOW + 2 * DAY)
      noteOutcome(test.workspace.db, way?.seq ?? 0, { at: TEST_NOW + 2 * DAY, problem: 'way-unreachable', offsetMs: null })
    }],
    ['a clock that two ways say is wrong', 'clock', (test: TestWorkspace) => {
      const other = setupFolderWay(test, 'other')
      for (const { seq } of [...listWays(test.workspace.db), other]) noteOutcome(test.workspace.db, seq, { at: TEST_NOW, problem: null, offsetMs: 700_000 })
    }],
  ] as const)('is red for %s', async (_, kind, spoil) => {
    const test = setupWorkspace()
    await meet(test, setupFolderWay(test).seq)
    expect(syncStatus(test.workspace).lamp).toBe('synced')
    spoil(test)
    expect(syncStatus(test.workspace)).toMatchObject({ lamp: 'attention', concerns: [{ kind }] })
  })

  it('stays green while bundles only wait for something', async () => {
    const test = setupWorkspace()
    await meet(test, setupFolderWay(test).seq)
    hold(test, 'gap')
    expect(syncStatus(test.workspace)).toMatchObject({ lamp: 'synced', held: 1 })
  })
})

function hold({ workspace: { db } }: TestWorkspace, reason: string): void {
  db.prepare("INSERT INTO sync_hold (hash, site, scope, n, reason, at, bytes) VALUES (?, ?, 'firm', 1, ?, 1, ?)").run(Buffer.alloc(32), Buffer.alloc(16), reason, Buffer.alloc(1))
}
