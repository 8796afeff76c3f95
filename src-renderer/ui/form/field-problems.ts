// i18n-keys: form.problem.*
import type * as z from 'zod'

/** A message key with its values. */
export interface FieldProblem {
  readonly key: string
  readonly values: Readonly<Record<string, string | number>>
}

/** Says in words that the window has what zod found wrong with one field; the first two, a third would not be read. */
export function fieldProblems(error: z.ZodError, field: string): FieldProblem[] {
  return error.issues
    .filter((issue) => String(issue.path[0]) === field)
    .slice(0, 2)
    .map(problemOf)
}

function problemOf(issue: z.core.$ZodIssue): FieldProblem {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string') return issue.minimum === 1 ? problem('required') : problem('too-short', { min: Number(issue.minimum) })
      return problem('too-small', { min: Number(issue.minimum) })
    case 'too_big':
      if (issue.origin === 'string') return problem('too-long', { max: Number(issue.maximum) })
      return problem('too-big', { max: Number(issue.maximum) })
    case 'invalid_type':
      return issue.input === undefined || issue.input === null || issue.input === '' ? problem('required') : problem('not-a-value')
    case 'invalid_value':
      return problem('required')
    case 'invalid_format':
      if (issue.format === 'email') return problem('email')
      return issue.format === 'uuid' ? problem('required') : problem('format')
    case 'custom':
      return issue.message === 'date' ? problem('date') : problem('not-a-value')
    default:
      return problem('not-a-value')
  }
}

function problem(kind: string, values: FieldProblem['values'] = {}): FieldProblem {
  return { key: `form.problem.${kind}`, values }
}
