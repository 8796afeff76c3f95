import { FileRefused, type FileRefusal } from '../files/refusal.ts'
import { Forbidden, NotFound, Refused } from '../refusal.ts'
import type { Problem } from '#shared/contract/base.ts'
import { Cancelled } from './task.ts'

/** An error as it crosses a thread: classes do not survive a structured clone. */
export type WireError =
  | { readonly type: 'refused'; readonly problems: readonly Problem[] }
  | { readonly type: 'file'; readonly refusal: FileRefusal }
  | { readonly type: 'not-found'; readonly entity: string }
  | { readonly type: 'forbidden'; readonly action: string }
  | { readonly type: 'cancelled' }
  | { readonly type: 'bug'; readonly message: string; readonly stack: string | undefined; readonly code: string | undefined }

export function toWire(cause: unknown): WireError {
  if (cause instanceof Refused) return { type: 'refused', problems: cause.problems }
  if (cause instanceof FileRefused) return { type: 'file', refusal: cause.refusal }
  if (cause instanceof NotFound) return { type: 'not-found', entity: cause.entity }
  if (cause instanceof Forbidden) return { type: 'forbidden', action: cause.action }
  if (cause instanceof Cancelled) return { type: 'cancelled' }
  const error = cause instanceof Error ? cause : new Error(String(cause))
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { type: 'bug', message: error.message, stack: error.stack, code }
}

export function fromWire(wire: WireError): Error {
  switch (wire.type) {
    case 'refused':
      return new Refused(wire.problems)
    case 'file':
      return new FileRefused(wire.refusal)
    case 'not-found':
      return new NotFound(wire.entity)
    case 'forbidden':
      return new Forbidden(wire.action)
    case 'cancelled':
      return new Cancelled()
    case 'bug':
      return Object.assign(new Error(wire.message), { stack: wire.stack, code: wire.code })
  }
}
