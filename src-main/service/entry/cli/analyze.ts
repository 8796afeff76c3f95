import { ModelName, type ModelResult } from '#shared/contract/analysis.contract.ts'
import { refreshFacts } from '../../analysis/facts/refresh.ts'
import { listModels, runModel } from '../../analysis/index.ts'
import { findingText } from '../../report/public.ts'
import { oneOf, parse, parseJson, required, type Command, type Io } from './command.ts'
import { openForCommand } from './workspace-key.ts'

/** `analyze`: runs one model; `--list` names them all with their parameters. */
export const analyze: Command = {
  usage: 'analyze DIR MODEL [--params JSON] [--json]\n       analyze --list [--json]',
  run(args, io) {
    const { values, positionals } = parse(
      args,
      { params: { type: 'string' }, list: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
      { min: 0, max: 2 },
    )
    if (values.list) return list(values.json, io)
    const [directory = '', name = ''] = positionals
    const model = oneOf('MODEL', ModelName.options, required('MODEL', name))
    const params = parseJson('params', values.params) ?? {}
    const workspace = openForCommand(directory)
    try {
      refreshFacts(workspace.db)
      const result = runModel(workspace, model, params)
      const text = findingText(result, io.language)
      if (values.json) io.json({ ...result, finding: { ...result.finding, text } })
      else print(result, text, io)
      return 0
    } finally {
      workspace.close()
    }
  },
}

function list(asJson: boolean, io: Io): number {
  const models = listModels()
  if (asJson) io.json(models)
  else for (const model of models) io.result(`${model.name}\t${model.params.map(({ name, type, choices }) => `${name}: ${choices?.join('|') ?? type}`).join(', ')}`)
  return 0
}

function print(result: ModelResult, text: string, io: Io): void {
  io.result(text)
  for (const [key, value] of Object.entries(result.figures)) io.result(`${io.say(`measure.${key}`)}\t${String(value ?? '')}`)
  for (const [name, rows] of Object.entries(result.tables)) {
    const [first] = rows
    if (!first) continue
    const columns = Object.keys(first).filter((column) => !column.endsWith('Id'))
    io.result(`\n${name}\n${columns.map((column) => io.say(`measure.${column}`)).join('\t')}`)
    for (const row of rows) io.result(columns.map((column) => String(row[column] ?? '')).join('\t'))
  }
}
