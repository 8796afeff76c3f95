import process from 'node:process'
import { openWorkspace, type Workspace } from '../../db/workspace.ts'
import { plainKeyIn } from '../../keys/key-file.ts'
import { UsageError } from './command.ts'

/** Gives the master key in TRIBUTARY_KEY (64 hex digits); null when it is not set. Errors: `UsageError`. */
export function environmentKey(): Uint8Array | null {
  const text = process.env['TRIBUTARY_KEY'] ?? ''
  if (text === '') return null
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new UsageError('TRIBUTARY_KEY')
  return Buffer.from(text, 'hex')
}

/** Gives the key of the database in a directory, as far as the command line has it: from TRIBUTARY_KEY, or lying plain beside it. */
export function keyFor(directory: string): Uint8Array | null {
  return environmentKey() ?? plainKeyIn(directory)
}

/** Opens a workspace for a command. Errors: those of `openWorkspace`. */
export function openForCommand(directory: string): Workspace {
  return openWorkspace(directory, { key: environmentKey() })
}
