import { roles } from '#shared/contract/workspace.contract.ts'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { saveEmployee } from '../../features/organisation/organisation.commands.ts'
import { refuse, refuseField } from '../../refusal.ts'
import { oneOf, required } from './command.ts'
import { employeeNamed } from './employee-named.ts'

/** Who is to be invited, as it was typed. */
export interface Invitee {
  readonly name: string
  readonly role: string | undefined
  /** Names from the top. */
  readonly unitPath: string | undefined
}

/**
 * Gives the employee of a name; makes him with role and unit when there is none.
 *
 * Errors  `UsageError` when a new one has no role; refuses `unit-missing`, `invite-person-differs` when role or unit are not those of the employee, what
 *         `saveEmployee` refuses.
 */
export function inviteeId(workspace: Workspace, { name, role, unitPath }: Invitee): string {
  const unit = unitPath === undefined ? undefined : unitAt(workspace, unitPath)
  const known = employeeNamed(workspace.db, name)
  if (!known) {
    const fields = { name, role: oneOf('role', roles, required('role', role)), orgUnitId: unit ? idText(unit) : null }
    return saveEmployee(workspace, { fields }).id
  }
  const isOther = (role !== undefined && role !== known.role) || (unit !== undefined && (known.unit === null || !unit.equals(known.unit)))
  return isOther ? refuse('invite-person-differs', { employee: name, role: known.role }) : idText(known.id)
}

function unitAt({ db }: Workspace, path: string): Buffer {
  const child = db.prepare<[string, Buffer | null], Buffer>('SELECT id FROM org_unit WHERE name = ? AND parent_id IS ? ORDER BY id LIMIT 1').pluck()
  const names = path.split('/').map((part) => part.trim()).filter((part) => part !== '')
  let unit: Buffer | null = null
  for (const name of names) unit = child.get(name, unit) ?? refuseField('unit', 'unit-missing')
  return unit ?? refuseField('unit', 'unit-missing')
}
