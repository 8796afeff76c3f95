import * as z from 'zod'
import { CommonParams } from '#shared/contract/analysis.contract.ts'
import type { ParamDescription } from '#shared/contract/analysis.contract.ts'
import { Refused } from '../refusal.ts'

/** Descriptions of the parameters that every model takes, in the order of the contract. */
export const COMMON_DESCRIPTIONS: readonly ParamDescription[] = [
  { name: 'asOf', type: 'date' },
  { name: 'from', type: 'date' },
  { name: 'to', type: 'date' },
  { name: 'orgUnit', type: 'reference' },
  { name: 'employee', type: 'reference' },
  { name: 'product', type: 'reference' },
  { name: 'category', type: 'reference' },
  { name: 'region', type: 'text' },
  { name: 'grade', type: 'text' },
  { name: 'currency', type: 'text' },
]

/** Adds a model's own parameters to the common ones; others are refused, so that a typo is not taken for "no filter". */
export function paramsWith<Shape extends z.ZodRawShape>(own: Shape) {
  return z.strictObject({ ...CommonParams.shape, ...own }).refine(
    (params) => {
      const { from, to } = params as { from?: string; to?: string }
      return from === undefined || to === undefined || from <= to
    },
    { path: ['to'], error: 'before-from' },
  )
}

/**
 * Checks parameters from outside.
 *
 * Errors  `Refused` with the parameter as field: `param-unknown`, or `param-invalid` with the reason.
 */
export function parseParams<Params>(schema: z.ZodType<Params>, given: unknown): Params {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new Refused(
    parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ field: key, kind: 'param-unknown', values: { param: key } }))
        : [{ field: String(issue.path[0] ?? 'params'), kind: 'param-invalid', values: { param: String(issue.path[0] ?? 'params'), reason: issue.message } }],
    ),
  )
}
