import { describe, expect, it } from 'vitest'
import { setupWorkspace, kindsOf, setupCopy, TEST_NOW, type TestWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { idText } from '../../db/record-id.ts'
import { quietReport } from '../../jobs/task.ts'
import { mergeSource } from '../../sync/merge.ts'
import { listBin } from './bin.queries.ts'
import { recordHistory } from './history.queries.ts'
import { restoreRecord } from './restore.ts'
import { setFieldBack } from './set-back.commands.ts'
import { listSteps, newestUndoable } from './steps.queries.ts'
import { undoStep } from './undo.commands.ts'

function addCustomer({ workspace }: TestWorkspace, name = '苏州精工机械有限公司'): { id: Buffer; step: number } {
  const { value, command } = workspace.write({ kind: 'customer.created' }, (records) =>
    records.insert('customer', { name, kind: 'firm', life_cycle: 'potential', grade: 'C' }),
  )
  return { id: value, step: command }
}

function setGrade({ workspace, clock }: TestWorkspace, id: Buffer, grade: string): number {
  clock.set(clock.now() + 60_000)
  return workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { grade })).command
}

function gradeOf({ workspace }: TestWorkspace, id: Buffer): unknown {
  return workspace.db.prepare('SELECT grade FROM customer WHERE id = ?').pluck().get(id)
}

const page = { offset: 0, limit: 100 }

describe('recordHistory', () => {
  it('tells each change with old and new value, newest first, down to the creation', () => {
    const test = setupWorkspace()
    const { id } = addCustomer(test)
    setGrade(test, id, 'B')
    setGrade(test, id, 'A')
    const { rows, total, isDeleted } = recordHistory(test.workspace, 'customer', idText(id), page)
    expect(rows.map(({ event }) => event)).toEqual(['changed', 'changed', 'created'])
    expect(rows.map(({ changes }) => changes.map(({ field, old, new: now }) => [field, old.value, now.value]))).toEqual([[['grade', 'B', 'A']], [['grade', 'C', 'B']], []])
    expect(rows[0]).toMatchObject({ employee: '王经理', isOurs: true, at: TEST_NOW + 120_000 })
    expect(total).toBe(3)
    expect(isDeleted).toBe(false)
  })

  it('names what a reference pointed to', () => {
    const test = setupWorkspace()
    const { id } = addCustomer(test)
    test.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { owner_id: test.workspace.actor.employeeId }))
    const [entry] = recordHistory(test.workspace, 'customer', idText(id), page).rows
    expect(entry?.changes[0]).toMatchObject({ field: 'owner_id', old: { value: null, label: null }, new: { label: '王经理' } })
  })

  it('says who made a change that came by a merge, and when he made it', () => {
    const manager = setupWorkspace()
    const { id } = addCustomer(manager)
    const rep = setupCopy(manager, { employee: '李销售', role: 'manager' })
    mergeSource(rep.workspace, manager.directory, quietReport)
    rep.clock.set(TEST_NOW + 3_600_000)
    setGrade(rep, id, 'VIP')
    mergeSource(manager.workspace, rep.directory, quietReport)
    const [entry] = recordHistory(manager.workspace, 'customer', idText(id), page).rows
    expect(entry).toMatchObject({ employee: '李销售', isOurs: false, at: TEST_NOW + 3_660_000, command: { kind: 'sync.merged' } })
    expect(entry?.changes[0]).toMatchObject({ field: 'grade', old: { value: 'C' }, new: { value: 'VIP' } })
  })

  it('still tells the history of a record in the bin', () => {
    const test = setupWorkspace()
    const { id } = addCustomer(test)
    setGrade(test, id, 'A')
    test.workspace.write({ kind: 'customer.removed' }, (records) => records.remove('customer', id))
    const { rows, isDeleted } = recordHistory(test.workspace, 'customer', idText(id), page)
    expect(rows.map(({ event }) => event)).toEqual(['deleted', 'changed', 'created'])
    expect(isDeleted).toBe(true)
  })
})

describe('setFieldBack', () => {
  it('gives a field its old value as a new step', () => {
    const test = setupWorkspace()
    const { id } = addCustomer(test)
    setGrade(test, id, 'A')
    const [entry] = recordHistory(test.workspace, 'customer', idText(id), page).rows
    expect(setFieldBack(test.workspace, entry?.seq ?? 0, 'grade')).not.toBeNull()
    expect(gradeOf(test, id)).toBe('C')
    expect(setFieldBack(test.workspace, entry?.seq ?? 0, 'grade')).toBeNull()
  })

  it('refuses for a record in the bin', () => {
    const test = setupWorkspace()
    const { id } = addCustomer(test)
    setGrade(test, id, 'A')
    const [entry] = recordHistory(test.workspace, 'customer', idText(id), page).rows
    test.workspace.write({ kind: 'customer.removed' }, (records) => records.remove('customer', id))
    expect(kindsOf(() => setFieldBack(test.workspace, entry?.seq ?? 0, 'grade'))).toEqual(['record-deleted'])
  })
})

describe('undoStep', () => {
  it('sets changed fields back, and undoing the undo brings them again', () => {
    const test = setupWorkspace()
    const { id } = addCustomer(test)
    const step = setGrade(test, id, 'A')
    const undone = undoStep(test.workspace, step)
    expect(undone).toMatchObject({ setBack: 1, removed: 0, restored: 0, conflictCount: 0 })
    expect(gradeOf(test, id)).toBe('C')
    expect(kindsOf(() => undoStep(test.workspace, step))).toEqual(['already-undone'])
    undoStep(test.workspace, undone.command ?? 0)
    expect(gradeOf(test, id)).toBe('A')
    expect(listSteps(test.workspace, page).rows.find(({ seq }) => seq === step)?.undoneBy).toBeNull()
  })

  it('leaves what was changed since and says so', () => {
    const test = setupWorkspace()
    const { id } = addCustomer(test)
    const step = test.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { grade: 'B', industry: '机械' })).command
    setGrade(test, id, 'VIP')
    const result = undoStep(test.workspace, step)
    expect(result).toMatchObject({ setBack: 1, conflictCount: 1 })
    expect(result.conflicts[0]).toMatchObject({ kind: 'changed-since', field: 'grade', wanted: { value: 'C' }, current: { value: 'VIP' } })
    expect(gradeOf(test, id)).toBe('VIP')
    expect(test.workspace.db.prepare('SELECT industry FROM customer WHERE id = ?').pluck().get(id)).toBeNull()
  })

  it('takes new records away, but not those that were edited or are used since', () => {
    const test = setupWorkspace()
    const step = test.workspace.write({ kind: 'import' }, (records) =>
      ['a', 'b', 'c'].map((name) => records.insert('customer', { name, kind: 'firm', life_cycle: 'potential' })),
    )
    const [, edited, used] = step.value
    if (!edited || !used) throw new Error('no rows')
    setGrade(test, edited, 'A')
    test.workspace.write({ kind: 'activity.logged' }, (records) => records.insert('activity', { kind: 'call', subject: 's', customer_id: used }))
    expect(undoStep(test.workspace, step.command)).toMatchObject({ removed: 1, conflictCount: 2 })
    expect(test.workspace.db.prepare("SELECT name FROM customer WHERE name IN ('a', 'b', 'c') ORDER BY name").pluck().all()).toEqual(['b', 'c'])
  })

  it('brings deleted records back with all they held', () => {
    const test = setupWorkspace()
    const { id } = addCustomer(test)
    setGrade(test, id, 'A')
    const step = test.workspace.write({ kind: 'customer.removed' }, (records) => records.remove('customer', id)).command
    expect(undoStep(test.workspace, step)).toMatchObject({ restored: 1, conflictCount: 0 })
    expect(gradeOf(test, id)).toBe('A')
  })

  it('does not bring back what the same step had made', () => {
    const test = setupWorkspace()
    const step = test.workspace.write({ kind: 'import' }, (records) => {
      const id = records.insert('product', { name: 'p', is_active: 1 })
      records.remove('product', id)
    }).command
    expect(undoStep(test.workspace, step)).toMatchObject({ restored: 0, removed: 0 })
    expect(test.workspace.db.prepare('SELECT count(*) FROM product').pluck().get()).toBe(0)
  })

  it('takes a whole merge back: what it brought goes, what it replaced returns', () => {
    const manager = setupWorkspace()
    const { id } = addCustomer(manager)
    const rep = setupCopy(manager, { employee: '李销售', role: 'manager' })
    mergeSource(rep.workspace, manager.directory, quietReport)
    rep.clock.set(TEST_NOW + 3_600_000)
    setGrade(rep, id, 'VIP')
    addCustomer(rep, '无锡华光电器厂')
    const { result } = mergeSource(manager.workspace, rep.directory, quietReport)
    manager.clock.set(TEST_NOW + 7_200_000)
    expect(undoStep(manager.workspace, result.command ?? 0)).toMatchObject({ setBack: 1, conflictCount: 0 })
    expect(gradeOf(manager, id)).toBe('C')
    expect(manager.workspace.db.prepare('SELECT name FROM customer').pluck().all()).toEqual(['苏州精工机械有限公司'])
  })
})

describe('newestUndoable', () => {
  it('passes over undos, merges and what is undone already', () => {
    const test = setupWorkspace()
    const { id, step } = addCustomer(test)
    const second = setGrade(test, id, 'A')
    expect(newestUndoable(test.workspace)).toBe(second)
    undoStep(test.workspace, second)
    expect(newestUndoable(test.workspace)).toBe(step)
  })
})

describe('listBin', () => {
  it('lists deleted records with name, day and person, and finds them by a part of the name', () => {
    const test = setupWorkspace()
    const { id } = addCustomer(test)
    addCustomer(test, '100%棉纺厂')
    test.workspace.write({ kind: 'customer.removed' }, (records) => records.remove('customer', id))
    expect(listBin(test.workspace, page).rows).toEqual([
      { table: 'customer', id: idText(id), title: '苏州精工机械有限公司', deletedAt: TEST_NOW, deletedBy: '王经理', wasEdited: false },
    ])
    expect(listBin(test.workspace, { ...page, search: '精工' }).total).toBe(1)
    expect(listBin(test.workspace, { ...page, search: '%' }).total).toBe(0)
  })
})

describe('restoreRecord', () => {
  it('brings an order back with the lines that went with it', () => {
    const test = setupWorkspace()
    const { workspace } = test
    const order = workspace.write({ kind: 'order.created' }, (records) => {
      const id = records.insert('sales_order', { number: 'SO-1', kind: 'sale', ordered_on: '2026-03-01', currency: 'CNY' })
      for (const position of [1, 2]) {
        records.insert('order_line', { order_id: id, position, quantity_milli: 1000, unit_price_minor: 100, discount_bp: 0, amount_minor: 100 })
      }
      return id
    }).value
    workspace.write({ kind: 'order.removed' }, (records) => {
      for (const line of workspace.db.prepare<[Buffer], Buffer>('SELECT id FROM order_line WHERE order_id = ?').pluck().all(order)) records.remove('order_line', line)
      records.remove('sales_order', order)
    })
    restoreRecord(workspace, 'sales_order', order)
    expect(workspace.db.prepare('SELECT count(*) FROM order_line').pluck().get()).toBe(2)
    expect(kindsOf(() => restoreRecord(workspace, 'sales_order', order))).toEqual(['not-in-bin'])
  })
})
