import * as z from 'zod'
import { line, procedure, RecordId } from './base.ts'
import { FilterGroup, Sort } from './list-query.ts'

export const ViewDefinition = z.object({
  filter: FilterGroup.optional(),
  search: z.string().optional(),
  sort: z.array(Sort).optional(),
  /** Visible columns, in order. */
  columns: z.array(z.string()).optional(),
  widths: z.record(z.string(), z.number()).optional(),
  frozen: z.int().optional(),
})
export const viewEntities = ['customers', 'orders', 'opportunities', 'activities', 'products'] as const
export const SavedView = z.object({
  id: RecordId, entity: z.enum(viewEntities), name: z.string(), isShared: z.boolean(), isMine: z.boolean(), definition: ViewDefinition,
})
export type SavedView = z.infer<typeof SavedView>

export const viewsContract = {
  list: procedure.input(z.object({ entity: z.enum(viewEntities) })).output(z.array(SavedView)),
  save: procedure
    .input(z.object({ id: RecordId.optional(), entity: z.enum(viewEntities), name: line(60), isShared: z.boolean(), definition: ViewDefinition }))
    .output(SavedView),
  remove: procedure.input(z.object({ id: RecordId })).output(z.object({})),
}
