import { idToText } from '#shared/kernel/ids.ts'
import type { WorkspaceStatus } from '#shared/contract/workspace.contract.ts'
import packageJson from '../../../../package.json' with { type: 'json' }
import { backUpBefore, listBackups } from '../../db/backup.ts'
import { schemaVersionOf } from '../../db/migrate.ts'
import { openWorkspace, type Workspace } from '../../db/workspace.ts'
import { api, openApi } from '../../procedure.ts'
import type { Session } from '../../session.ts'
import { foundFirm, joinFirm } from './found.ts'

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
    role: actor.role as WorkspaceStatus['role'],
    orgUnit: employee?.unitId ? { id: idToText(employee.unitId), name: employee.unit ?? '' } : null,
    schemaVersion: schemaVersionOf(db),
    appVersion: packageJson.version,
  }
}

async function present(session: Session, workspace: Workspace): Promise<WorkspaceStatus> {
  await session.replace(workspace)
  return workspaceStatus(workspace)
}

export const workspaceHandlers = {
  status: openApi.workspace.status.handler(({ context }) =>
    context.session.open ? workspaceStatus(context.session.open.workspace) : null,
  ),
  found: openApi.workspace.found.handler(({ input, context }) => present(context.session, foundFirm(input))),
  join: openApi.workspace.join.handler(({ input, context }) => present(context.session, joinFirm(input))),
  open: openApi.workspace.open.handler(({ input, context }) => {
    const open = context.session.open?.workspace
    return open?.directory === input.directory ? workspaceStatus(open) : present(context.session, openWorkspace(input.directory))
  }),
  backups: api.workspace.backups.handler(({ context }) => listBackups(context.workspace.directory)),
  backUp: api.workspace.backUp.handler(({ context }) =>
    context.asWriter(() =>
      backUpBefore(context.db, context.workspace.directory, 'manual', new Date(context.workspace.clock.now()).toISOString()),
    ),
  ),
}
