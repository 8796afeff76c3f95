import { idBytes } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuseField } from '../../refusal.ts'
import { requireOwnerRight } from '../../rights.ts'

/**
 * Checks that somebody may be made the owner: by this person, and because he works here today.
 *
 * Edge    null is nobody; undefined sets nothing.
 * Errors  `Forbidden`; refuses `employee-missing`, `owner-inactive` beside the field.
 */
export function requireOwner(workspace: Workspace, ownerId: string | null | undefined, field = 'ownerId'): void {
  requireOwnerRight(workspace.actor, ownerId)
  if (typeof ownerId !== 'string') return
  const employee = workspace.db
    .prepare<[Buffer], { name: string; active_from: string | null; active_to: string | null }>('SELECT name, active_from, active_to FROM employee WHERE id = ?')
    .get(idBytes(ownerId))
  if (!employee) refuseField(field, 'employee-missing')
  const today = workspace.clock.today()
  if (employee.active_to !== null && employee.active_to < today) refuseField(field, 'owner-left', { name: employee.name, day: employee.active_to })
  if (employee.active_from !== null && employee.active_from > today) refuseField(field, 'owner-not-started', { name: employee.name, day: employee.active_from })
}
