import { z } from 'zod'
import { MAX_EPOCH } from './scope-keys.ts'

/** Bytes as they stand in JSON: lower-case hex of exactly so many bytes. */
export function hexOf(bytes: number): z.ZodString {
  return z.string().regex(new RegExp(`^[0-9a-f]{${String(bytes * 2)}}$`))
}

/**
 * Bytes as they stand in JSON: base64 with padding, at most so many bytes.
 *
 * Edge    one text for one sequence of bytes: leftover bits that are not zero are refused, since they could be changed unseen.
 */
export function base64Of(maxBytes: number): z.ZodString {
  return z
    .string()
    .max(Math.ceil(maxBytes / 3) * 4)
    .refine((text) => Buffer.from(text, 'base64').toString('base64') === text) as z.ZodString
}

/** UTC milliseconds. */
export const Instant = z.int().min(0)
export const Epoch = z.int().min(1).max(MAX_EPOCH)
