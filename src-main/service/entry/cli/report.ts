import { ModelName } from '#shared/contract/analysis.contract.ts'
import { makeReport } from '../../report/public.ts'
import { oneOf, parse, required, type Command } from './command.ts'
import { taskReport } from './task-report.ts'
import { openForCommand } from './workspace-key.ts'

/** `report`: the Excel report. */
export const report: Command = {
  usage: 'report DIR --out FILE.xlsx [--models a,b,…] [--period YYYY|YYYY-MM|FROM/TO]',
  async run(args, io) {
    const { values, positionals } = parse(args, { out: { type: 'string' }, models: { type: 'string' }, period: { type: 'string' } }, { min: 1, max: 1 })
    const file = required('out', values.out)
    const models = values.models?.split(',').map((name) => oneOf('models', ModelName.options, name.trim()))
    const workspace = openForCommand(positionals[0] ?? '')
    try {
      await makeReport(workspace, { file, models, period: values.period, language: io.language }, taskReport(io))
      io.result(io.say('cli.report.done', { path: file }))
      return 0
    } finally {
      workspace.close()
    }
  },
}
