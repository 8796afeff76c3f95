import { describe, expect, it } from 'vitest'
import { importText } from '../../../../tests/helpers/import-text.ts'
import { setupCopy, setupWorkspace, type TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { quietReport } from '../../jobs/task.ts'
import { mergeSource } from '../../sync/merge.ts'
import { seal } from '../../sync/store/seal.ts'
import { restoreRecord } from './restore.ts'
import { newestUndoable } from './steps.queries.ts'
import { undoStep } from './undo.commands.ts'

const CUSTOMER = { name: '苏州精工机械有限公司', kind: 'firm', life_cycle: 'potential', grade: 'C' }

function addCustomer({ workspace }: TestWorkspace): { readonly id: Buffer; readonly step: number } {
  const { value, command } = workspace.write({ kind: 'customer.created' }, (records) => records.insert('customer', CUSTOMER))
  return { id: value, step: command }
}

function customers({ workspace }: TestWorkspace): unknown[] {
  return workspace.db.prepare('SELECT name, grade FROM customer ORDER BY name').all()
}

/** Undoes a step and then that undo. */
function undoAndRedo({ workspace }: TestWorkspace, step: number): void {
  const { command } = undoStep(workspace, step)
  undoStep(workspace, command ?? 0)
}

describe('undoStep of a step that was undone and done again', () => {
  it('takes new records away again, however often', () => {
    const test = setupWorkspace()
    const { step } = addCustomer(test)
    for (let round = 0; round < 3; round++) {
      expect(newestUndoable(test.workspace)).toBe(step)
      const { command, removed, conflictCount } = undoStep(test.workspace, step)
      expect({ removed, conflictCount, customers: customers(test) }).toEqual({ removed: 1, conflictCount: 0, customers: [] })
      expect(newestUndoable(test.workspace)).toBeUndefined()
      expect(undoStep(test.workspace, command ?? 0)).toMatchObject({ restored: 1, conflictCount: 0 })
      expect(customers(test)).toHaveLength(1)
    }
  })

  it('sets changed fields back again', () => {
    const test = setupWorkspace()
    const { id } = addCustomer(test)
    const { command } = test.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { grade: 'A' }))
    undoAndRedo(test, command)
    expect(undoStep(test.workspace, command)).toMatchObject({ setBack: 1, conflictCount: 0 })
    expect(customers(test)).toEqual([{ name: CUSTOMER.name, grade: 'C' }])
  })

  it('brings deleted records back again', () => {
    const test = setupWorkspace()
    const { id } = addCustomer(test)
    const { command } = test.workspace.write({ kind: 'customer.removed' }, (records) => records.remove('customer', id))
    undoAndRedo(test, command)
    expect(undoStep(test.workspace, command)).toMatchObject({ restored: 1, conflictCount: 0 })
    expect(customers(test)).toHaveLength(1)
  })

  it('still leaves what was changed since it was done again', () => {
    const test = setupWorkspace()
    const { id } = addCustomer(test)
    const { command } = test.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { grade: 'A' }))
    undoAndRedo(test, command)
    test.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { grade: 'VIP' }))
    expect(undoStep(test.workspace, command)).toMatchObject({ command: null, setBack: 0, conflictCount: 1 })
    expect(customers(test)).toEqual([{ name: CUSTOMER.name, grade: 'VIP' }])
  })
})

describe('undoStep of many records', () => {
  it('takes an import back with all that it created, and brings it again', async () => {
    const test = setupWorkspace()
    const text = 'no,day,cust,sku,text,qty,price\n1,2025-01-02,K1,P1,灯,2,1.25\n1,2025-01-02,K1,P2,椅,-1,3\n2,2025-01-03,K2,P2,灯,1,1\n'
    const map = {
      columns: { no: 'order.number', day: 'order.date', cust: 'customer.code', sku: 'product.code', text: 'line.description', qty: 'line.quantity', price: 'line.unit_price' },
      create: ['customer', 'product'] as ('customer' | 'product')[],
    }
    const count = (): number[] =>
      ['customer', 'product', 'sales_order', 'order_line'].map((table) => Number(test.workspace.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()))
    const { command } = await importText(test.workspace, 'orders', text, { map })
    const imported = count()
    const undone = undoStep(test.workspace, command ?? 0)
    expect(undone).toMatchObject({ removed: 10, conflictCount: 0 })
    expect(count()).toEqual([0, 0, 0, 0])
    expect(undoStep(test.workspace, undone.command ?? 0)).toMatchObject({ restored: 10, conflictCount: 0 })
    expect(count()).toEqual(imported)
  })

  it('takes an edit of many records back, but for those that were edited since', () => {
    const test = setupWorkspace()
    const ids = test.workspace.write({ kind: 'import' }, (records) =>
      Array.from({ length: 300 }, (_, i) => records.insert('customer', { ...CUSTOMER, name: `客户${String(i)}` })),
    ).value
    const { command } = test.workspace.write({ kind: 'customer.updated-many' }, (records) => {
      for (const id of ids) records.update('customer', id, { grade: 'A' })
    })
    const [first] = ids
    if (!first) throw new Error('no rows')
    test.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', first, { grade: 'B' }))
    expect(undoStep(test.workspace, command)).toMatchObject({ setBack: 299, conflictCount: 1 })
    expect(test.workspace.db.prepare('SELECT grade, count(*) AS n FROM customer GROUP BY grade ORDER BY grade').all()).toEqual([
      { grade: 'B', n: 1 },
      { grade: 'C', n: 299 },
    ])
  })
})

describe('undoStep of a deletion of many records', () => {
  it('brings back those that went together as it brings back a single one, here and in other copies', () => {
    const test = setupWorkspace()
    const other = setupCopy(test, { employee: '李销售', role: 'manager' })
    const { workspace } = test
    const stored = ({ db }: TestWorkspace['workspace']): unknown[] => db.prepare('SELECT id, name, grade, owner_id, created_by, updated_at FROM customer ORDER BY id').all()
    const owner = Buffer.from(workspace.actor.employeeId)
    const ids = workspace.write({ kind: 'customer.created' }, (records) =>
      Array.from({ length: 1_200 }, (_, i) => records.insert('customer', { ...CUSTOMER, name: `客户${String(i)}`, owner_id: i % 2 === 0 ? owner : null })),
    ).value
    const [edited, restored] = ids
    if (!edited || !restored) throw new Error('no rows')
    workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', edited, { grade: 'A' }))
    const before = stored(workspace)
    const { command } = workspace.write({ kind: 'customer.removed' }, (records) => {
      for (const id of ids) records.remove('customer', id)
    })
    mergeSource(other.workspace, test.directory, quietReport)
    expect(stored(other.workspace)).toEqual([])
    restoreRecord(workspace, 'customer', restored)
    expect(undoStep(workspace, command)).toMatchObject({ restored: 1_199, conflictCount: 1, conflicts: [{ kind: 'restored-since' }] })
    expect(stored(workspace)).toEqual(before)
    seal(workspace.db)
    const clocks = workspace.db.prepare<[Buffer], unknown>('SELECT _s, _c FROM customer WHERE id <> ? GROUP BY _s, _c').all(edited)
    expect(clocks).toEqual([workspace.db.prepare('SELECT _s, _c FROM customer WHERE id = ?').get(restored)])
    mergeSource(other.workspace, test.directory, quietReport)
    expect(stored(other.workspace)).toEqual(before)
  })
})

describe('undoStep of an undo of an undo', () => {
  it('lets the first undo stand again', () => {
    const test = setupWorkspace()
    const { step } = addCustomer(test)
    const first = undoStep(test.workspace, step).command ?? 0
    const redone = undoStep(test.workspace, first).command ?? 0
    expect(undoStep(test.workspace, redone)).toMatchObject({ removed: 1, conflictCount: 0 })
    expect(customers(test)).toEqual([])
    expect(newestUndoable(test.workspace)).toBeUndefined()
    expect(undoStep(test.workspace, first)).toMatchObject({ restored: 1 })
    expect(newestUndoable(test.workspace)).toBe(step)
    expect(undoStep(test.workspace, step)).toMatchObject({ removed: 1, conflictCount: 0 })
  })

  it('keeps a record that was edited after it was brought back', () => {
    const test = setupWorkspace()
    const { id, step } = addCustomer(test)
    const redone = undoStep(test.workspace, undoStep(test.workspace, step).command ?? 0).command ?? 0
    test.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { grade: 'A' }))
    const result = undoStep(test.workspace, redone)
    expect(result).toMatchObject({ command: null, removed: 0, conflictCount: 1 })
    expect(result.conflicts[0]).toMatchObject({ kind: 'edited-since', table: 'customer' })
    expect(customers(test)).toHaveLength(1)
  })
})
