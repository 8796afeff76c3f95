import type { MergeResult } from '#shared/contract/sync.contract.ts'
import { taskEvents, type TaskEvent } from '../../jobs/task-events.ts'
import { api } from '../../procedure.ts'
import { noteRenewed } from '../../sync/exchange/local-notes.ts'
import { listLost } from './lost.queries.ts'
import { setBackLost, settleLost } from './lost.commands.ts'
import type { MergedSources } from './merge-sources.ts'
import { isPackage } from './receive-package.ts'
import { listMerges, syncStatus } from './status.queries.ts'

export const syncHandlers = {
  status: api.sync.status.handler(({ context }) => syncStatus(context.workspace)),
  noticed: api.sync.noticed.handler(async ({ context: { db, asWriter, session } }) => {
    await asWriter(() => noteRenewed(db, null))
    session.tell('sync')
  }),
  preview: api.sync.preview.handler(({ input, context, signal }) =>
    context.tasks.run<MergeResult>(isPackage(input.path) ? 'package-preview' : 'merge-preview', input.path, { signal }),
  ),
  merge: api.sync.merge.handler(async function* ({ input, context, signal }): AsyncGenerator<TaskEvent<{ results: MergeResult[] }>, void, void> {
    for await (const event of taskEvents<MergedSources>(context.tasks, 'merge', input.paths, signal)) {
      if (event.type === 'progress') {
        yield event
        continue
      }
      context.workspace.announce(event.result.tables)
      yield { type: 'done', result: { results: [...event.result.results] } }
    }
  }),
  merges: api.sync.merges.handler(({ input, context }) => listMerges(context.workspace, input)),
  lost: {
    list: api.sync.lost.list.handler(({ input, context }) => listLost(context.workspace, input)),
    setBack: api.sync.lost.setBack.handler(({ input, context }) =>
      context.asWriter(() => ({ command: setBackLost(context.workspace, input.seq) })),
    ),
    settle: api.sync.lost.settle.handler(({ input, context }) => context.asWriter(() => ({ settled: settleLost(context.workspace, input.seqs) }))),
  },
}
