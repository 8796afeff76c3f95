import { existsSync, readFileSync } from 'node:fs'
import { roles } from '#shared/contract/workspace.contract.ts'
import { foundFirm, joinFirm } from '../../features/workspace/found.ts'
import { makeRecoveryWords, saveRecoveryWords, wordListOf } from '../../features/workspace/protection.ts'
import { workspaceStatus } from '../../features/workspace/status.ts'
import { bytesOfWords } from '../../keys/recovery-words.ts'
import { newWorkspaceKey } from '../../keys/workspace-key.ts'
import { noKeyStore } from '../../ports/key-store.ts'
import { refuse } from '../../refusal.ts'
import { oneOf, parse, required, UsageError, type Command } from './command.ts'

/** `init`: founds a firm, or makes another workspace of one. */
export const init: Command = {
  usage: 'init DIR (--firm NAME | --join FILE [--root-words FILE]) --role ROLE --employee NAME [--unit PATH] [--currency CNY] [--encrypt] [--words FILE] [--json]',
  async run(args, io) {
    const { values, positionals } = parse(
      args,
      {
        firm: { type: 'string' },
        join: { type: 'string' },
        role: { type: 'string' },
        employee: { type: 'string' },
        unit: { type: 'string' },
        currency: { type: 'string', default: 'CNY' },
        encrypt: { type: 'boolean', default: false },
        words: { type: 'string' },
        'root-words': { type: 'string' },
        json: { type: 'boolean', default: false },
      },
      { min: 1, max: 1 },
    )
    if (values.words !== undefined && !values.encrypt) throw new UsageError('--words: --encrypt')
    const place = {
      directory: positionals[0] ?? '',
      employee: required('employee', values.employee),
      role: oneOf('role', roles, required('role', values.role)),
      unitPath: values.unit,
      newKey: values.encrypt ? await newWorkspaceKey(noKeyStore) : undefined,
    }
    const rootWords = values['root-words']
    if (rootWords !== undefined && values.join === undefined) throw new UsageError('--root-words: --join')
    if ((values.firm === undefined) === (values.join === undefined)) throw new UsageError('--firm | --join')
    const workspace =
      values.join === undefined
        ? foundFirm({ ...place, firm: required('firm', values.firm), currency: values.currency })
        : joinFirm({ ...place, joinFile: values.join, rootSeed: rootWords === undefined ? undefined : readSeed(rootWords) })
    try {
      if (values.words !== undefined) saveRecoveryWords(workspace, values.words, makeRecoveryWords(workspace, wordListOf(io.language)))
      const status = workspaceStatus(workspace)
      if (values.json) io.json(status)
      else io.result(io.say('cli.init.done', { path: status.directory, firm: status.firm.name, employee: status.employee.name }))
      return 0
    } finally {
      workspace.close()
    }
  },
}

/** The seed of a firm's root key, as its words stand in a file. */
function readSeed(file: string): Buffer {
  if (!existsSync(file)) refuse('file-not-found', { file })
  return bytesOfWords(readFileSync(file, 'utf8')) ?? refuse('recovery-words-wrong')
}
