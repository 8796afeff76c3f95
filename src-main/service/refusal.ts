import type { Problem } from '#shared/contract/base.ts'

/**
 * Thrown when what was asked for cannot be done; nothing was written. The window and the command line say it in the
 * user's language: message `errors.<kind>` with `values`, beside `field` when it names one.
 */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(`refused: ${problems.map((problem) => problem.kind).join(', ')}`, options)
    this.problems = problems
  }
}

/** Refuses the whole request. */
export function refuse(kind: string, values: Problem['values'] = {}, options?: ErrorOptions): never {
  throw new Refused([{ field: null, kind, values }], options)
}

/** Refuses because of one field. */
export function refuseField(field: string, kind: string, values: Problem['values'] = {}): never {
  throw new Refused([{ field, kind, values }])
}

/** Thrown when a record is not there (any more). */
export class NotFound extends Error {
  override readonly name = 'NotFound'
  readonly entity: string

  constructor(entity: string) {
    super(`not found: ${entity}`)
    this.entity = entity
  }
}

/** Thrown when the person's role may not do this. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden'
  readonly action: string

  constructor(action: string) {
    super(`forbidden: ${action}`)
    this.action = action
  }
}
