import { z } from 'zod'

/** What the editor in a copy's process is to do. */
export const EditorPlan = z.object({
  directory: z.string(),
  seed: z.int(),
  everyMs: z.int().positive(),
  clockAheadMs: z.int(),
  /** Employees (hex) to whom it gives customers; none = it keeps its own. */
  owners: z.array(z.string()),
})
export type EditorPlan = z.infer<typeof EditorPlan>
