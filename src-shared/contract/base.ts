import { oc } from '@orpc/contract'
import * as z from 'zod'
import { isPlainDate } from '../kernel/plain-date.ts'

/** Identity of a record: a canonical lower-case UUID. */
export const RecordId = z.uuid().lowercase()
/** Identity of a site: 16 bytes of a hash, written like a record's. */
export const SiteId = z.guid().lowercase()
export const PlainDate = z.string().refine(isPlainDate, { error: 'date' })
/** `YYYY-MM`. */
export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
export const Currency = z.string().regex(/^[A-Z]{3}$/)
/** Integer minor units of a currency (分, cents). */
export const Minor = z.int()

/** A one-line text that a person typed: trimmed, not empty, without line breaks or control characters. */
export function line(max: number): z.ZodString {
  return z.string().trim().min(1).max(max).regex(/^[^\p{Cc}]*$/u)
}
/** A longer text; line breaks stay. */
export function prose(max = 10_000): z.ZodString {
  return z.string().trim().max(max)
}

/** A record as others show it. */
export const RecordRef = z.object({ id: RecordId, name: z.string() })
export type RecordRef = z.infer<typeof RecordRef>

/**
 * One thing wrong with what was sent, for a message beside its field: message `errors.<kind>` with `values`.
 * `field` is null where the whole request is meant.
 */
export const Problem = z.object({
  field: z.string().nullable(),
  kind: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Problem = z.infer<typeof Problem>

/** Every procedure starts here, so that every refusal has one of these shapes. */
export const procedure = oc.errors({
  /** The record does not exist (any more); `entity` says what was looked for. */
  NOT_FOUND: { data: z.object({ entity: z.string() }) },
  /** A rule of the firm says no; nothing was written. */
  REFUSED: { data: z.object({ problems: z.array(Problem).min(1) }) },
  /** The person's role may not do this. */
  FORBIDDEN: { data: z.object({ action: z.string() }) },
  /** No workspace is open: found, join or open one first. */
  NO_WORKSPACE: {},
})

/** What a long task says while it runs; the last event carries the result. */
export function taskEvents<Result extends z.ZodType>(result: Result) {
  return z.discriminatedUnion('type', [
    z.object({ type: z.literal('progress'), step: z.string(), done: z.number(), total: z.number().nullable() }),
    z.object({ type: z.literal('done'), result }),
  ])
}
