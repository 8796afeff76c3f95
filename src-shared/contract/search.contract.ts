import * as z from 'zod'
import { procedure, RecordId } from './base.ts'

export const SearchHit = z.object({
  entity: z.enum(['customer', 'contact', 'product', 'opportunity', 'order']),
  id: RecordId,
  title: z.string(),
  detail: z.string().nullable(),
})
export type SearchHit = z.infer<typeof SearchHit>

export const searchContract = {
  /** Finds records by part of a name, pinyin, pinyin initials, code, or the tail of a phone number; best first, at most `limit`. */
  find: procedure
    .input(z.object({ text: z.string().trim().max(100), entities: z.array(SearchHit.shape.entity).optional(), limit: z.int().min(1).max(50).default(12) }))
    .output(z.array(SearchHit)),
}
