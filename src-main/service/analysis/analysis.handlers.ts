import type { ModelResult, RecordPage } from '#shared/contract/analysis.contract.ts'
import type { WorkspaceContext } from '../context.ts'
import { api } from '../procedure.ts'
import { dirtyMonths } from './facts/refresh.ts'
import { listModels } from './index.ts'

export const analysisHandlers = {
  list: api.analysis.list.handler(() => listModels()),
  run: api.analysis.run.handler(async ({ input, context, signal }) => {
    await bringUpToDate(context)
    return context.tasks.run<ModelResult>('analyze', input, { signal })
  }),
  records: api.analysis.records.handler(async ({ input, context, signal }) => {
    await bringUpToDate(context)
    return context.tasks.run<RecordPage>('analysis-records', input, { signal })
  }),
}

/** Rebuilding the fact cube writes, so it takes its turn among the writers before the thread that only reads is asked. */
async function bringUpToDate({ db, tasks }: WorkspaceContext): Promise<void> {
  if (dirtyMonths(db).length > 0) await tasks.run<number>('refresh-facts', {})
}
