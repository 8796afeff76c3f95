import type { UndoResult } from '#shared/contract/journal.contract.ts'
import type { WorkspaceContext } from '../../context.ts'
import { idBytes } from '../../db/record-id.ts'
import { SYNC_TABLES } from '../../db/registry.ts'
import { api } from '../../procedure.ts'
import { refuse } from '../../refusal.ts'
import { listBin } from './bin.queries.ts'
import { recordHistory } from './history.queries.ts'
import { restoreRecord } from './restore.ts'
import { setFieldBack } from './set-back.commands.ts'
import { listSteps, newestUndoable } from './steps.queries.ts'
import { isLongUndo, undoStep } from './undo.commands.ts'

export const journalHandlers = {
  steps: api.journal.steps.handler(({ input, context }) => listSteps(context.workspace, input)),
  history: api.journal.history.handler(({ input: { table, id, ...page }, context }) => recordHistory(context.workspace, table, id, page)),
  setBack: api.journal.setBack.handler(({ input, context }) =>
    context.asWriter(() => ({ command: setFieldBack(context.workspace, input.seq, input.field) })),
  ),
  undo: api.journal.undo.handler(({ input, context, signal }) => undo(context, input.seq, signal)),
  undoLast: api.journal.undoLast.handler(({ context, signal }) => {
    const seq = newestUndoable(context.workspace)
    return seq === undefined ? refuse('nothing-to-undo') : undo(context, seq, signal)
  }),
  bin: {
    list: api.journal.bin.list.handler(({ input, context }) => listBin(context.workspace, input)),
    restore: api.journal.bin.restore.handler(({ input, context }) =>
      context.asWriter(() => ({ command: restoreRecord(context.workspace, input.table, idBytes(input.id)) })),
    ),
  },
}

async function undo({ workspace, tasks, asWriter }: WorkspaceContext, seq: number, signal: AbortSignal | undefined): Promise<UndoResult> {
  if (!isLongUndo(workspace, seq)) return await asWriter(() => undoStep(workspace, seq))
  const result = await tasks.run<UndoResult>('undo', { seq }, { signal })
  // the thread has a connection of its own: this one's listeners hear of its commit from here
  workspace.announce(SYNC_TABLES.map(({ name }) => name))
  return result
}
