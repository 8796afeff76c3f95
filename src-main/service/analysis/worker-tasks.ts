import type { ModelName, ModelResult, RecordPage } from '#shared/contract/analysis.contract.ts'
import type { Task } from '../jobs/task.ts'
import { refreshFacts } from './facts/refresh.ts'
import { runModel, runRecords } from './index.ts'
import type { RecordsRequest } from './records/index.ts'

/** Runs a model in whatever thread the task runs in; a resident one answers again from what it has loaded. */
export const analyzeTask: Task<{ readonly model: ModelName; readonly params: unknown }, ModelResult> = (workspace, { model, params }) =>
  runModel(workspace, model, params)

export const analysisRecordsTask: Task<RecordsRequest, RecordPage> = (workspace, request) => runRecords(workspace, request)

/** Rebuilds what imports and merges changed of the fact cube; gives how many months that was. */
export const refreshFactsTask: Task<unknown, number> = ({ db }, _input, report) => {
  report.throwIfCancelled()
  return refreshFacts(db)
}
