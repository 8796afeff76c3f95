import type { WorkspaceStatus } from '#shared/contract/workspace.contract.ts'
import { backUpBefore, listBackups } from '../../db/backup.ts'
import { openWorkspace, type Workspace } from '../../db/workspace.ts'
import type { ServiceContext } from '../../context.ts'
import { keyOfWorkspace, newWorkspaceKey, type NewKey } from '../../keys/workspace-key.ts'
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

async function newKeyIf(isWanted: boolean, { keyStore }: ServiceContext): Promise<NewKey | undefined> {
  return isWanted ? await newWorkspaceKey(keyStore) : undefined
}

export const workspaceHandlers = {
  status: openApi.workspace.status.handler(({ context }) =>
    context.session.open ? workspaceStatus(context.session.open.workspace) : null,
  ),
  found: openApi.workspace.found.handler(async ({ input: { encrypt, ...input }, context }) =>
    present(context.session, foundFirm({ ...input, newKey: await newKeyIf(encrypt, context) })),
  ),
  join: openApi.workspace.join.handler(async ({ input: { encrypt, ...input }, context }) =>
    present(context.session, joinFirm({ ...input, newKey: await newKeyIf(encrypt, context) })),
  ),
  open: openApi.workspace.open.handler(async ({ input: { directory }, context }) => {
    const open = context.session.open?.workspace
    if (open?.directory === directory) return workspaceStatus(open)
    const key = await keyOfWorkspace(directory, context.keyStore)
    return await present(context.session, openWorkspace(directory, { key }))
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
