import { describe, expect, it } from 'vitest'
import { kindsOf, problemsOf, setupWorkspace } from '../../../../tests/helpers/setup-workspace.ts'
import { idText } from '../../db/record-id.ts'
import { Forbidden, NotFound } from '../../refusal.ts'
import { saveEmployee, saveUnit, setCalendarDay, setTarget } from './organisation.commands.ts'
import { listCalendar, listEmployees, listTargets, listUnits } from './organisation.queries.ts'

const NOBODY = '00000000-0000-7000-8000-000000000000'
const target = { period: '2026-03', orgUnitId: null, employeeId: null, categoryId: null, productId: null }

describe('saveUnit', () => {
  it('places units below each other and refuses a circle', () => {
    const { workspace } = setupWorkspace({ unitPath: null })
    const east = saveUnit(workspace, { name: '华东', parentId: null })
    const suzhou = saveUnit(workspace, { name: '苏州', parentId: east.id })
    expect(listUnits(workspace).map(({ name, depth }) => [name, depth])).toEqual([['华东', 0], ['苏州', 1]])
    expect(kindsOf(() => saveUnit(workspace, { id: east.id, name: '华东', parentId: suzhou.id }))).toEqual(['unit-cycle'])
    expect(kindsOf(() => saveUnit(workspace, { name: '杭州', parentId: NOBODY }))).toEqual(['unit-missing'])
    expect(() => saveUnit(workspace, { id: NOBODY, name: '杭州', parentId: null })).toThrow(NotFound)
    expect(saveUnit(workspace, { id: suzhou.id, name: '苏南', parentId: null })).toMatchObject({ name: '苏南', depth: 0 })
  })

  it('does not let a representative change the organisation', () => {
    const { workspace } = setupWorkspace({ role: 'rep' })
    expect(() => saveUnit(workspace, { name: '华东', parentId: null })).toThrow(Forbidden)
  })
})

describe('saveEmployee', () => {
  it('lets everybody write his own phone and mail, but neither his role nor others', () => {
    const { workspace } = setupWorkspace({ role: 'rep', employee: '张三' })
    const me = idText(workspace.actor.employeeId)
    expect(saveEmployee(workspace, { id: me, fields: { phone: '13900000000' } })).toMatchObject({ phone: '13900000000', role: 'rep' })
    expect(() => saveEmployee(workspace, { id: me, fields: { role: 'manager' } })).toThrow(Forbidden)
    expect(() => saveEmployee(workspace, { id: me, fields: { phone: '1', name: '李四' } })).toThrow(Forbidden)
    expect(() => saveEmployee(workspace, { fields: { phone: '1' } })).toThrow(Forbidden)
  })

  it('makes a representative unless a role is given', () => {
    const { workspace } = setupWorkspace()
    expect(saveEmployee(workspace, { fields: { name: '李四' } })).toMatchObject({ name: '李四', role: 'rep', manager: null })
  })

  it('refuses a missing or taken name and days in the wrong order', () => {
    const { workspace } = setupWorkspace()
    expect(kindsOf(() => saveEmployee(workspace, { fields: { role: 'rep' } }))).toEqual(['name-required'])
    expect(problemsOf(() => saveEmployee(workspace, { fields: { name: '王经理' } }))).toEqual([
      { field: 'name', kind: 'employee-name-taken', values: { name: '王经理' } },
    ])
    expect(kindsOf(() => saveEmployee(workspace, { fields: { name: '李四', activeFrom: '2026-02-01', activeTo: '2026-01-31' } }))).toEqual(['active-order'])
    expect(listEmployees(workspace, { activeOnly: false })).toHaveLength(1)
  })

  it('refuses a manager who reports to the person', () => {
    const { workspace } = setupWorkspace()
    const head = saveEmployee(workspace, { fields: { name: '李四' } })
    const rep = saveEmployee(workspace, { fields: { name: '赵敏', managerId: head.id } })
    expect(rep.manager?.name).toBe('李四')
    expect(problemsOf(() => saveEmployee(workspace, { id: head.id, fields: { managerId: rep.id } }))).toEqual([
      { field: 'managerId', kind: 'manager-cycle', values: { name: '赵敏' } },
    ])
  })
})

describe('setCalendarDay', () => {
  it('sets a day, changes it and gives it back to the week', () => {
    const { workspace } = setupWorkspace()
    const day = '2026-07-15'
    const known = (): unknown => listCalendar(workspace, 2026).find((entry) => entry.day === day)
    setCalendarDay(workspace, { day, kind: 'rest', name: '厂休' })
    setCalendarDay(workspace, { day, kind: 'work', name: '补班' })
    expect(known()).toEqual({ day, kind: 'work', name: '补班' })
    setCalendarDay(workspace, { day, kind: 'normal', name: null })
    expect(known()).toBeUndefined()
  })
})

describe('setTarget', () => {
  it('keeps one target per period and subject, and removes it with null', () => {
    const { workspace } = setupWorkspace()
    setTarget(workspace, { ...target, amountMinor: 100 })
    setTarget(workspace, { ...target, amountMinor: 200 })
    expect(listTargets(workspace, 2026)).toMatchObject([{ period: '2026-03', amountMinor: 200 }])
    setTarget(workspace, { ...target, amountMinor: null })
    expect(listTargets(workspace, 2026)).toEqual([])
    expect(kindsOf(() => setTarget(workspace, { ...target, employeeId: NOBODY, amountMinor: 1 }))).toEqual(['employee-missing'])
  })
})
