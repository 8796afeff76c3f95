import * as z from 'zod'

/** The tables whose records have a history, a bin and a place in merges, by the names that the database uses. */
export const recordTables = [
  'firm', 'org_unit', 'employee', 'calendar_day', 'product_category', 'product', 'customer', 'contact',
  'customer_contact', 'pipeline', 'pipeline_stage', 'competitor', 'opportunity', 'stage_change', 'sales_order',
  'order_line', 'target', 'activity', 'activity_contact', 'saved_view',
] as const
export const RecordTable = z.enum(recordTables)
export type RecordTable = z.infer<typeof RecordTable>

/**
 * The value of one field as the database holds it: money in minor units, dates as text, a reference as the id of its record.
 * `label` is the name of the referenced record, null where the field is no reference or the record is gone.
 */
export const FieldValue = z.object({ value: z.union([z.string(), z.number(), z.null()]), label: z.string().nullable() })
export type FieldValue = z.infer<typeof FieldValue>

/** One record among many kinds: `title` is its name, number or subject, null where it has none. */
export const RecordTitle = z.object({ table: RecordTable, id: z.string(), title: z.string().nullable() })
export type RecordTitle = z.infer<typeof RecordTitle>
