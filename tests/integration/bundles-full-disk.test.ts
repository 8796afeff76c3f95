import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkWorkspace } from '#service/features/check/check-workspace.ts'
import { sealOutbox } from '#service/sync/chain/seal-outbox.ts'
import { bundlesOf, receive } from '../helpers/bundle-copies.ts'
import { setupCopy, setupWorkspace, type TestWorkspace } from '../helpers/setup-workspace.ts'

/** So many customers do not fit into the pages that a full disk leaves. */
const CUSTOMERS = 2_000
const PAGES_LEFT = 4

function writeMuch({ workspace }: TestWorkspace): void {
  workspace.write({ kind: 't' }, (records) => {
    for (let i = 0; i < CUSTOMERS; i++) {
      records.insert('customer', { name: `客户${String(i)}`, note: createHash('sha256').update(String(i)).digest('hex'), kind: 'firm', life_cycle: 'potential', owner_id: workspace.actor.employeeId })
    }
  })
}

/** Gives the code of the error of work on a disk that is full after a few more pages; then there is room again. */
function onFullDisk({ workspace: { db } }: TestWorkspace, work: () => void): unknown {
  db.pragma(`max_page_count = ${String(Number(db.pragma('page_count', { simple: true })) + PAGES_LEFT)}`)
  try {
    work()
    return null
  } catch (cause) {
    return (cause as { readonly code?: unknown }).code
  } finally {
    db.pragma('max_page_count = 1073741823')
  }
}

/** Everything of sync that a half done step would change. */
function stateOf({ workspace: { db } }: TestWorkspace): unknown {
  const tables = ['customer', 'sync_out', 'sync_bundle', 'sync_chain', 'sync_hold', 'sync_forward', 'sync_vv']
  return tables.map((table) => [table, db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()])
}

describe('a full disk', () => {
  it('leaves nothing half sealed: the writes are sealed when there is room', () => {
    const manager = setupWorkspace()
    sealOutbox(manager.workspace)
    writeMuch(manager)
    const before = stateOf(manager)
    expect(onFullDisk(manager, () => sealOutbox(manager.workspace))).toBe('SQLITE_FULL')
    expect(stateOf(manager)).toEqual(before)
    expect(checkWorkspace(manager.workspace.db)).toEqual([])
    sealOutbox(manager.workspace)
    expect(manager.workspace.db.prepare('SELECT count(*) FROM sync_out').pluck().get()).toBe(0)
  })

  it('leaves nothing half merged: the bundles are merged when there is room', () => {
    const manager = setupWorkspace()
    const rep = setupCopy(manager, { employee: '李销售', seed: 2 })
    writeMuch(rep)
    sealOutbox(rep.workspace)
    sealOutbox(manager.workspace)
    const before = manager.workspace.db.prepare('SELECT count(*) FROM customer').pluck().get()
    expect(onFullDisk(manager, () => receive(manager, bundlesOf(rep)))).toBe('SQLITE_FULL')
    expect(manager.workspace.db.prepare('SELECT count(*) FROM customer').pluck().get()).toBe(before)
    expect(checkWorkspace(manager.workspace.db)).toEqual([])
    expect(receive(manager, bundlesOf(rep)).merged).toBeGreaterThan(0)
    expect(manager.workspace.db.prepare('SELECT count(*) FROM customer').pluck().get()).toBe(CUSTOMERS)
  })
})
