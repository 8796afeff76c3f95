import { existsSync, readFileSync } from 'node:fs'
import { roles } from '#shared/contract/workspace.contract.ts'
import type { Workspace } from '../../db/workspace.ts'
import { foundFirm, joinFirm } from '../../features/workspace/found.ts'
import { joinInvited } from '../../features/workspace/join-invited.ts'
import { requireFree } from '../../features/workspace/make-workspace.ts'
import { makeRecoveryWords, saveRecoveryWords, wordListOf } from '../../features/workspace/protection.ts'
import { workspaceStatus } from '../../features/workspace/status.ts'
import { bytesOfWords } from '../../keys/recovery-words.ts'
import { newWorkspaceKey } from '../../keys/workspace-key.ts'
import { noKeyStore } from '../../ports/key-store.ts'
import { refuse } from '../../refusal.ts'
import { fetchInvitation, type JoinByCode } from '../../sync/lan/join-by-code.ts'
import { oneOf, parse, required, UsageError, type Command } from './command.ts'
import { toldToStop } from './told-to-stop.ts'

/** `init`: founds a firm, or makes another workspace of one, by a join file or by the code that `invite` or a window shows. */
export const init: Command = {
  usage:
    'init DIR ((--firm NAME | --join FILE [--root-words FILE]) --role ROLE --employee NAME [--unit PATH] [--currency CNY] | --code CODE [--peer HOST:PORT]) [--encrypt] [--words FILE] [--json]',
  async run(args, io) {
    const { values, positionals } = parse(
      args,
      {
        firm: { type: 'string' },
        join: { type: 'string' },
        code: { type: 'string' },
        peer: { type: 'string' },
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
    if ([values.firm, values.join, values.code].filter((given) => given !== undefined).length !== 1) throw new UsageError('--firm | --join | --code')
    if (values.peer !== undefined && values.code === undefined) throw new UsageError('--peer: --code')
    const directory = positionals[0] ?? ''
    const workspace =
      values.code === undefined
        ? await made(directory, values)
        : await joined(directory, { code: values.code, address: values.peer ?? null, isEncrypted: values.encrypt })
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

interface Founding {
  readonly firm?: string | undefined
  readonly join?: string | undefined
  readonly role?: string | undefined
  readonly employee?: string | undefined
  readonly unit?: string | undefined
  readonly currency: string
  readonly encrypt: boolean
  readonly 'root-words'?: string | undefined
}

async function made(directory: string, values: Founding): Promise<Workspace> {
  const rootWords = values['root-words']
  if (rootWords !== undefined && values.join === undefined) throw new UsageError('--root-words: --join')
  const place = {
    directory,
    employee: required('employee', values.employee),
    role: oneOf('role', roles, required('role', values.role)),
    unitPath: values.unit,
    newKey: values.encrypt ? await newWorkspaceKey(noKeyStore) : undefined,
  }
  return values.join === undefined
    ? foundFirm({ ...place, firm: required('firm', values.firm), currency: values.currency })
    : joinFirm({ ...place, joinFile: values.join, rootSeed: rootWords === undefined ? undefined : readSeed(rootWords) })
}

interface ByCode extends JoinByCode {
  readonly isEncrypted: boolean
}

async function joined(directory: string, { isEncrypted, ...way }: ByCode): Promise<Workspace> {
  // before the code is used up
  requireFree(directory)
  const stop = toldToStop()
  try {
    const invitation = await fetchInvitation(way, stop.signal)
    return joinInvited({ directory, newKey: isEncrypted ? await newWorkspaceKey(noKeyStore) : undefined }, invitation)
  } finally {
    stop.release()
  }
}

/** The seed of a firm's root key, as its words stand in a file. */
function readSeed(file: string): Buffer {
  if (!existsSync(file)) refuse('file-not-found', { file })
  return bytesOfWords(readFileSync(file, 'utf8')) ?? refuse('recovery-words-wrong')
}
