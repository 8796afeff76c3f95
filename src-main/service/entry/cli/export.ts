import { importEntities } from '#shared/contract/imports.contract.ts'
import { FilterGroup } from '#shared/contract/list-query.ts'
import { exportRecords } from '../../features/exports/export-records.ts'
import { oneOf, parse, parseJson, required, UsageError, type Command } from './command.ts'
import { taskReport } from './task-report.ts'
import { openForCommand } from './workspace-key.ts'

/** `export`: the records of one kind as a workbook or CSV file that can be imported again. */
export const exportCommand: Command = {
  usage: 'export DIR ENTITY --out FILE.xlsx|.csv [--filter JSON]',
  async run(args, io) {
    const { values, positionals } = parse(args, { out: { type: 'string' }, filter: { type: 'string' } }, { min: 2, max: 2 })
    const [directory = '', name = ''] = positionals
    const file = required('out', values.out)
    const filter = FilterGroup.optional().safeParse(parseJson('filter', values.filter))
    if (!filter.success) throw new UsageError('--filter: {"join":"and","conditions":[{"field":…,"operator":…,"values":[…]}],"groups":[]}')
    const workspace = openForCommand(directory)
    try {
      const request = { entity: oneOf('ENTITY', importEntities, name), file, language: io.language, filter: filter.data }
      const { rows } = await exportRecords(workspace, request, taskReport(io))
      io.result(io.say('cli.export.done', { rows, path: file }))
      return 0
    } finally {
      workspace.close()
    }
  },
}
