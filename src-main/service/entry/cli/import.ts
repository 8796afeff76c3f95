import { readFileSync } from 'node:fs'
import { duplicateRules, importEntities, ImportMap, ImportRequest } from '#shared/contract/imports.contract.ts'
import type { ImportEntity } from '#shared/contract/imports.contract.ts'
import { describeFields, importTranslator, runImport } from '../../features/imports/public.ts'
import { refuse } from '../../refusal.ts'
import { oneOf, parse, required, type Command, type Io } from './command.ts'
import { taskReport } from './task-report.ts'
import { openForCommand } from './workspace-key.ts'

/** `import`: rows of a CSV or XLSX file become records; what cannot be taken is written beside the file with the reason. */
export const importRecords: Command = {
  usage:
    'import DIR FILE --as ENTITY [--map FILE.json] [--on-duplicate skip|update|new] [--sheet NAME] [--encoding utf-8|gb18030] [--dry-run] [--json]\n' +
    '       import --fields ENTITY',
  async run(args, io) {
    const { values, positionals } = parse(
      args,
      {
        as: { type: 'string' },
        map: { type: 'string' },
        'on-duplicate': { type: 'string', default: 'update' },
        sheet: { type: 'string' },
        encoding: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        fields: { type: 'string' },
      },
      { min: 0, max: 2 },
    )
    if (values.fields !== undefined) return listFields(oneOf('fields', importEntities, values.fields), values.json, io)
    const [directory = '', file = ''] = positionals
    required('FILE', file)
    const request = ImportRequest.parse({
      file,
      entity: oneOf('as', importEntities, required('as', values.as)),
      map: values.map === undefined ? undefined : readMap(values.map),
      onDuplicate: oneOf('on-duplicate', duplicateRules, values['on-duplicate']),
      sheet: values.sheet,
      encoding: values.encoding === undefined ? undefined : oneOf('encoding', ['utf-8', 'gb18030'] as const, values.encoding),
      dryRun: values['dry-run'],
    })
    const workspace = openForCommand(directory)
    try {
      const result = await runImport(workspace, request, taskReport(io), importTranslator(io.language))
      if (values.json) io.json(result)
      else io.result(io.say('cli.import.done', { read: result.read, created: result.created, updated: result.updated, skipped: result.skipped, rejected: result.rejected }))
      if (result.rejectedFile !== null) io.note(io.say('cli.import.rejected', { count: result.rejected, path: result.rejectedFile }))
      return 0
    } finally {
      workspace.close()
    }
  },
}

function listFields(entity: ImportEntity, asJson: boolean, io: Io): number {
  const fields = describeFields(entity)
  if (asJson) io.json(fields)
  else for (const field of fields) io.result(`${field.name}${field.isRequired ? ' *' : ''}\t${field.kind}\t${field.synonyms.join(', ')}`)
  return 0
}

function readMap(path: string): ImportMap {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    return refuse('map-unreadable', { path }, { cause })
  }
  const parsed = ImportMap.safeParse(content)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return refuse('map-wrong', { path, where: issue?.path.join('.') ?? '', message: issue?.message ?? '' })
}
