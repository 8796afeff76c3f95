import { Refused } from '../../refusal.ts'

/**
 * Runs a read of a source, and blames the source for what SQLite cannot read or the codecs do not accept: our own database
 * is not in question.
 *
 * Errors  `source-damaged`, `source-encrypted`, `source-not-a-workspace` for a file that is no database; refusals and errors of the machine pass through.
 */
export function asSourceRead<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    return blameSource(path, cause)
  }
}

/** The same for what was caught already. */
export function blameSource(path: string, cause: unknown): never {
  if (cause instanceof Refused && cause.problems.some(({ kind }) => kind === 'workspace-damaged')) throw damaged(path, cause.cause ?? cause)
  if (cause instanceof Refused && cause.problems.some(({ kind }) => kind.startsWith('workspace-key-'))) {
    throw new Refused([{ field: null, kind: 'source-encrypted', values: { path } }], { cause })
  }
  if (cause instanceof Refused || isMachineError(cause)) throw cause
  throw damaged(path, cause)
}

function damaged(path: string, cause: unknown): Refused {
  const kind = codeOf(cause) === 'SQLITE_NOTADB' ? 'source-not-a-workspace' : 'source-damaged'
  return new Refused([{ field: null, kind, values: { path } }], { cause })
}

function isMachineError(cause: unknown): boolean {
  const code = codeOf(cause)
  return code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EACCES' || code === 'EMFILE' || code === 'SQLITE_NOMEM'
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}
