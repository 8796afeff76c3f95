import type { z } from 'zod'
import type { Employee, EmployeeFields, OrgUnit, organisationContract } from '#shared/contract/organisation.contract.ts'
import { wouldCycle } from '#shared/domain/tree/would-cycle.ts'
import { definedOnly, type Given } from '#shared/kernel/given.ts'
import { derivedId } from '../../db/derived-id.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Id } from '../../db/schema.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound, refuseField } from '../../refusal.ts'
import { requireRight } from '../../rights.ts'
import { checkReference, requireReference, requireRow } from '../references/public.ts'
import { calendarDayId } from '../workspace/public.ts'
import { listEmployees, listUnits } from './organisation.queries.ts'

type Fields = Given<z.infer<typeof EmployeeFields>>
type SetTarget = z.infer<(typeof organisationContract.setTarget)['~orpc']['inputSchema'] & object>

/** Makes or changes an org unit. Errors: `Forbidden`, `NotFound`; refuses `unit-cycle`, `unit-missing`. */
export function saveUnit(workspace: Workspace, input: { readonly id?: string | undefined; readonly name: string; readonly parentId: string | null }): z.infer<typeof OrgUnit> {
  requireRight(workspace.actor, 'organisation.write')
  checkReference(workspace, 'org_unit', input.parentId, 'parentId')
  const row = { name: input.name, parent_id: idBytes(input.parentId) }
  const { id } = input
  if (id !== undefined) {
    requireRow(workspace, 'org_unit', id)
    checkUnitCycle(workspace, id, input.parentId)
  }
  const { value: saved } = workspace.write({ kind: 'unit.saved', detail: { name: input.name } }, (records) => {
    if (id === undefined) return idText(records.insert('org_unit', { ...row, kind: input.parentId === null ? 'region' : 'branch', position: 0 }))
    records.update('org_unit', idBytes(id), row)
    return id
  })
  return listUnits(workspace).find((unit) => unit.id === saved) ?? notFound('org_unit')
}

function checkUnitCycle(workspace: Workspace, id: string, parentId: string | null): void {
  if (parentId === null) return
  const parentOf = workspace.db.prepare<[Buffer], Buffer | null>('SELECT parent_id FROM org_unit WHERE id = ?').pluck()
  if (wouldCycle(id, parentId, (child) => idText(parentOf.get(idBytes(child)) ?? null))) refuseField('parentId', 'unit-cycle')
}

/** What everybody may write of himself. */
const OWN_FIELDS: readonly string[] = ['phone', 'mail']

/**
 * Makes or changes an employee.
 *
 * Edge    everybody may change his own phone and mail.
 * Errors  `Forbidden`, `NotFound`; refuses `name-required`, `employee-name-taken` (ids of employees come from their names), `manager-cycle`,
 *         `active-order`, missing references.
 */
export function saveEmployee(workspace: Workspace, input: { readonly id?: string | undefined; readonly fields: Fields }): z.infer<typeof Employee> {
  const { fields, id } = input
  const isOwn = id !== undefined && id === idText(workspace.actor.employeeId) && Object.keys(definedOnly(fields)).every((field) => OWN_FIELDS.includes(field))
  if (!isOwn) requireRight(workspace.actor, 'organisation.write')
  checkEmployee(workspace, id, fields)
  const { name, role, code, phone, mail } = fields
  const row = definedOnly({
    name, role, code, phone, mail,
    org_unit_id: idBytes(fields.orgUnitId),
    manager_id: idBytes(fields.managerId),
    active_from: fields.activeFrom,
    active_to: fields.activeTo,
  })
  const { value: saved } = workspace.write({ kind: 'employee.saved', detail: { name: name ?? null } }, (records) => {
    if (id !== undefined) {
      records.update('employee', idBytes(id), row)
      return id
    }
    if (name === undefined) return refuseField('name', 'name-required')
    return idText(records.insert('employee', { ...row, name, role: role ?? 'rep' }, derivedId('employee', workspace.firm().id, name)))
  })
  return listEmployees(workspace, { activeOnly: false }).find((person) => person.id === saved) ?? notFound('employee')
}

function checkEmployee(workspace: Workspace, id: string | undefined, fields: Fields): void {
  if (id !== undefined) requireRow(workspace, 'employee', id)
  checkReference(workspace, 'org_unit', fields.orgUnitId, 'orgUnitId')
  if (fields.activeFrom && fields.activeTo && fields.activeFrom > fields.activeTo) refuseField('activeTo', 'active-order')
  if (id === undefined && fields.name !== undefined) {
    const known = workspace.db.prepare('SELECT 1 FROM employee WHERE id = ?').get(derivedId('employee', workspace.firm().id, fields.name))
    if (known) refuseField('name', 'employee-name-taken', { name: fields.name })
  }
  if (typeof fields.managerId !== 'string') return
  const manager = requireReference(workspace, 'employee', fields.managerId, 'managerId')
  if (id === undefined) return
  const managerOf = workspace.db.prepare<[Buffer], Buffer | null>('SELECT manager_id FROM employee WHERE id = ?').pluck()
  if (wouldCycle(id, fields.managerId, (child) => idText(managerOf.get(idBytes(child)) ?? null))) refuseField('managerId', 'manager-cycle', { name: manager })
}

/** Makes a day a holiday or a working day against the week, or lets the week decide again. Errors: `Forbidden`. */
export function setCalendarDay(workspace: Workspace, input: { readonly day: string; readonly kind: 'work' | 'rest' | 'normal'; readonly name: string | null }): void {
  requireRight(workspace.actor, 'calendar.write')
  const id = calendarDayId(workspace.firm().id, input.day)
  const isThere = workspace.db.prepare('SELECT 1 FROM calendar_day WHERE id = ?').get(id) !== undefined
  const { kind, name, day } = input
  workspace.write({ kind: 'calendar.set', detail: { day } }, (records) => {
    if (kind === 'normal') {
      if (isThere) records.remove('calendar_day', id)
    } else if (isThere) records.update('calendar_day', id, { kind, name })
    else records.insert('calendar_day', { day, kind, name }, id)
  })
}

/** The one target of a period, unit or person, and category or product; whoever sets it in whatever copy. */
export function targetId(firmId: Id, period: string, orgUnitId: Id | null, employeeId: Id | null, categoryId: Id | null, productId: Id | null): Buffer {
  return derivedId('target', firmId, period, orgUnitId, employeeId, categoryId, productId)
}

/** Sets a target, or removes it with amount null. Errors: `Forbidden`; refuses missing references. */
export function setTarget(workspace: Workspace, input: SetTarget): void {
  requireRight(workspace.actor, 'targets.write')
  checkReference(workspace, 'org_unit', input.orgUnitId, 'orgUnitId')
  checkReference(workspace, 'employee', input.employeeId, 'employeeId')
  checkReference(workspace, 'product_category', input.categoryId, 'categoryId')
  checkReference(workspace, 'product', input.productId, 'productId')
  const firm = workspace.firm()
  const key = {
    org_unit_id: idBytes(input.orgUnitId ?? null),
    employee_id: idBytes(input.employeeId ?? null),
    category_id: idBytes(input.categoryId ?? null),
    product_id: idBytes(input.productId ?? null),
  }
  const id = targetId(firm.id, input.period, key.org_unit_id, key.employee_id, key.category_id, key.product_id)
  const isThere = workspace.db.prepare('SELECT 1 FROM target WHERE id = ?').get(id) !== undefined
  const { amountMinor, period } = input
  workspace.write({ kind: 'target.set', detail: { period } }, (records) => {
    if (amountMinor === null) {
      if (isThere) records.remove('target', id)
    } else if (isThere) records.update('target', id, { amount_minor: amountMinor })
    else records.insert('target', { period, amount_minor: amountMinor, currency: firm.currency, ...key }, id)
  })
}

function notFound(entity: string): never {
  throw new NotFound(entity)
}
