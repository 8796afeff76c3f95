import { mapEventIterator } from '@orpc/client'
import { implement, ORPCError } from '@orpc/server'
import { isAsyncIteratorObject } from '@orpc/shared'
import { contract } from '#shared/contract/index.ts'
import type { Problem } from '#shared/contract/base.ts'
import type { ServiceContext, WorkspaceContext } from './context.ts'
import { FileRefused } from './files/refusal.ts'
import { Forbidden, NotFound, Refused } from './refusal.ts'

/** Procedures that work without an open workspace. */
export const openApi = implement(contract)
  .$context<ServiceContext>()
  .use(async ({ next, context, path }) => {
    const declared = (cause: unknown): unknown =>
      toDeclaredError(cause, () => context.logger.error('procedure.failed', cause, { procedure: path.join('.') }))
    try {
      const answer = await next()
      return isAsyncIteratorObject(answer.output) ? { ...answer, output: declaringErrors(answer.output, declared) } : answer
    } catch (cause) {
      throw declared(cause)
    }
  })

/** Procedures that need one: they get it in their context, or answer NO_WORKSPACE. */
export const api = openApi.use(({ next, context }) => {
  const open = context.session.open
  if (!open) throw new ORPCError('NO_WORKSPACE', { defined: true })
  const { workspace, tasks, writers, network } = open
  const added: Omit<WorkspaceContext, keyof ServiceContext> = {
    workspace,
    db: workspace.db,
    tasks,
    lan: network?.lan ?? null,
    sync: network?.sync ?? null,
    asWriter: (command) => writers.run(command),
  }
  return next({ context: added })
})

/** A stream fails long after its procedure returned, so its errors are declared where they are thrown. */
function declaringErrors(events: AsyncIteratorObject<unknown, unknown, void>, declared: (cause: unknown) => unknown): AsyncIteratorObject<unknown, unknown, void> {
  return mapEventIterator(events, { value: (event) => Promise.resolve(event), error: (cause) => Promise.resolve(declared(cause)) })
}

function toDeclaredError(cause: unknown, log: () => void): unknown {
  if (cause instanceof ORPCError) return cause
  if (cause instanceof Refused) return refused(cause.problems)
  if (cause instanceof FileRefused) {
    const { kind, ...values } = cause.refusal
    return refused([{ field: 'file', kind: `file-${kind}`, values: flat(values) }])
  }
  if (cause instanceof NotFound) return new ORPCError('NOT_FOUND', { defined: true, data: { entity: cause.entity } })
  if (cause instanceof Forbidden) return new ORPCError('FORBIDDEN', { defined: true, data: { action: cause.action } })
  const operational = operationalKind(cause)
  if (operational) return refused([{ field: null, kind: operational, values: {} }])
  log()
  return cause
}

/** The message kind of an error that the machine causes and a person can mend. */
export function operationalKind(cause: unknown): string | undefined {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return 'disk-full'
  if (code === 'SQLITE_READONLY' || code.startsWith('SQLITE_READONLY_') || code === 'EROFS' || code === 'EACCES') return 'not-writable'
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB') return 'workspace-damaged'
  if (code.startsWith('SQLITE_IOERR')) return 'disk-error'
  return undefined
}

function refused(problems: readonly Problem[]): ORPCError<'REFUSED', { problems: readonly Problem[] }> {
  return new ORPCError('REFUSED', { defined: true, data: { problems } })
}

function flat(values: object): Problem['values'] {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeof value === 'number' ? value : String(value)]))
}
