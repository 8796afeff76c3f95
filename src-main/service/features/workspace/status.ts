import { idToText } from '#shared/kernel/ids.ts'
import { Role, type WorkspaceStatus } from '#shared/contract/workspace.contract.ts'
import packageJson from '../../../../package.json' with { type: 'json' }
import { schemaVersionOf } from '../../db/migrate.ts'
import type { Workspace } from '../../db/workspace.ts'

/** Who works in which copy, for the frame of the window. */
export function workspaceStatus(workspace: Workspace): WorkspaceStatus {
  const { db, actor } = workspace
  const firm = workspace.firm()
  const employee = db
    .prepare<[Uint8Array], { name: string; unitId: Buffer | null; unit: string | null }>(
      `SELECT e.name, u.id AS unitId, u.name AS unit FROM employee e LEFT JOIN org_unit u ON u.id = e.org_unit_id WHERE e.id = ?`,
    )
    .get(actor.employeeId)
  return {
    directory: workspace.directory,
    site: idToText(workspace.site),
    firm: { id: idToText(firm.id), name: firm.name, currency: firm.currency },
    employee: { id: idToText(actor.employeeId), name: employee?.name ?? '' },
    role: Role.parse(actor.role),
    orgUnit: employee?.unitId ? { id: idToText(employee.unitId), name: employee.unit ?? '' } : null,
    schemaVersion: schemaVersionOf(db),
    appVersion: packageJson.version,
  }
}
