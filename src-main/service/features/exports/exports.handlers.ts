import { taskEvents } from '../../jobs/task-events.ts'
import { api } from '../../procedure.ts'

export const exportsHandlers = {
  records: api.exports.records.handler(({ input, context, signal }) =>
    taskEvents<{ file: string; rows: number }>(context.tasks, 'export', input, signal),
  ),
  report: api.exports.report.handler(({ input, context, signal }) => taskEvents<{ file: string }>(context.tasks, 'report', input, signal)),
}
