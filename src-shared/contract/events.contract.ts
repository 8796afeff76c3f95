import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from './base.ts'

export const Change = z.object({
  /** Tables that the last commit touched. */
  tables: z.array(z.string()),
  /** Grows with each commit in this copy. */
  revision: z.number(),
})
export type Change = z.infer<typeof Change>

export const eventsContract = {
  /** Says after each commit which tables changed, until the caller stops listening. */
  changes: procedure.output(eventIterator(Change)),
}
