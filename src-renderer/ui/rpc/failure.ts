// i18n-keys: errors.*
import { ORPCError } from '@orpc/client'
import type { Problem } from '#shared/contract/base.ts'
import type { MessageKey } from '#shared/i18n/index.ts'

/** The service went away while a call was on its way; whether a write arrived is unknown. */
export class ServiceLost extends Error {
  constructor() {
    super('service connection lost')
    this.name = 'ServiceLost'
  }
}

export type FailureKind = 'refused' | 'not-found' | 'forbidden' | 'no-workspace' | 'offline' | 'invalid' | 'cancelled' | 'unexpected'

/** What a person can be told about a failed call; texts are looked up by the reader. */
export interface Failure {
  readonly kind: FailureKind
  /** What happened and how to mend it, in general. */
  readonly titleKey: MessageKey
  readonly hintKey: MessageKey
  /** Exact faults: message `errors.<kind>` with values, beside their field where there is one. */
  readonly problems: readonly Problem[]
  /** Technical name for a report; never shown alone. */
  readonly reference: string
}

/** Sorts anything that a call threw into the kinds that the window can show. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof ServiceLost) return failure('offline', 'service-lost')
  if (error instanceof DOMException && error.name === 'AbortError') return failure('cancelled', 'aborted')
  if (!(error instanceof ORPCError)) return failure('unexpected', error instanceof Error ? error.name : 'unknown')
  switch (error.code) {
    case 'REFUSED':
      return { ...failure('refused', error.code), problems: problemsOf(error.data) }
    case 'NOT_FOUND':
      return failure('not-found', error.code)
    case 'FORBIDDEN':
      return failure('forbidden', error.code)
    case 'NO_WORKSPACE':
      return failure('no-workspace', error.code)
    case 'BAD_REQUEST':
    case 'BAD_PARAMS':
      return { ...failure('invalid', error.code), problems: issuesOf(error.data) }
    default:
      return failure('unexpected', error.code)
  }
}

function failure(kind: FailureKind, reference: string): Failure {
  const keys = failureKeys[kind]
  return { kind, titleKey: keys.title, hintKey: keys.hint, problems: [], reference }
}

const failureKeys: Readonly<Record<FailureKind, { title: MessageKey; hint: MessageKey }>> = {
  refused: { title: 'common.failure.refused', hint: 'common.failure.refused-hint' },
  'not-found': { title: 'common.failure.not-found', hint: 'common.failure.not-found-hint' },
  forbidden: { title: 'common.failure.forbidden', hint: 'common.failure.forbidden-hint' },
  'no-workspace': { title: 'common.failure.no-workspace', hint: 'common.failure.no-workspace-hint' },
  offline: { title: 'common.failure.offline', hint: 'common.failure.offline-hint' },
  invalid: { title: 'common.failure.invalid', hint: 'common.failure.invalid-hint' },
  cancelled: { title: 'common.failure.cancelled', hint: 'common.failure.cancelled-hint' },
  unexpected: { title: 'common.failure.unexpected', hint: 'common.failure.unexpected-hint' },
}

function problemsOf(data: unknown): readonly Problem[] {
  return isRecord(data) && Array.isArray(data['problems']) ? (data['problems'] as Problem[]) : []
}

// A request that breaks its schema carries zod's issues; their path names the field.
function issuesOf(data: unknown): readonly Problem[] {
  if (!isRecord(data)) return []
  if (typeof data['param'] === 'string') return [{ field: data['param'], kind: String(data['reason'] ?? 'invalid'), values: {} }]
  const issues = Array.isArray(data['issues']) ? data['issues'] : []
  return issues.filter(isRecord).map((issue) => ({
    field: Array.isArray(issue['path']) ? issue['path'].filter((part) => part !== 'fields').map(String).join('.') : null,
    kind: 'invalid',
    values: {},
  }))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
