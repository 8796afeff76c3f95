import type { WorkspaceStatus } from '#shared/contract/workspace.contract.ts'
import { backUpBefore, listBackups } from '../../db/backup.ts'
import { openWorkspace, type Workspace } from '../../db/workspace.ts'
import { api, openApi } from '../../procedure.ts'
import type { Session } from '../../session.ts'
import { taskEvents, type TaskEvent } from '../../jobs/task-events.ts'
import { systemClock } from '../../ports/clock.ts'
import { foundFirm, joinFirm } from './found.ts'
import { workspaceStatus } from './status.ts'

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
  openDemo: openApi.workspace.openDemo.handler(async function* ({ input, context, signal }): AsyncGenerator<TaskEvent<WorkspaceStatus>, void, void> {
    const made = taskEvents<string>(context.session.freeTasks, 'demo', { directory: input.directory, today: systemClock.today() }, signal)
    for await (const event of made) {
      yield event.type === 'done' ? { type: 'done', result: await present(context.session, openWorkspace(event.result)) } : event
    }
  }),
  backups: api.workspace.backups.handler(({ context }) => listBackups(context.workspace.directory)),
  backUp: api.workspace.backUp.handler(({ context }) =>
    context.asWriter(() =>
      backUpBefore(context.db, context.workspace.directory, 'manual', new Date(context.workspace.clock.now()).toISOString()),
    ),
  ),
}
