import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure, taskEvents } from './base.ts'
import { ImportEntity } from './imports.contract.ts'
import { FilterGroup, Sort } from './list-query.ts'
import { modelNames } from './analysis.contract.ts'

export const exportsContract = {
  /** Writes the rows of a list to .xlsx or .csv with the headers that an import understands. */
  records: procedure
    .input(z.object({ entity: ImportEntity, file: z.string().min(1), filter: FilterGroup.optional(), search: z.string().optional(), sort: z.array(Sort).optional() }))
    .output(eventIterator(taskEvents(z.object({ file: z.string(), rows: z.int() })))),
  /** Writes the Excel report. `period`: `YYYY`, `YYYY-MM` or `YYYY-MM-DD/YYYY-MM-DD`; left out: all. */
  report: procedure
    .input(z.object({ file: z.string().min(1), models: z.array(z.enum(modelNames)).optional(), period: z.string().optional(), params: z.record(z.string(), z.unknown()).optional(), language: z.enum(['zh-CN', 'zh-TW', 'en']).default('zh-CN') }))
    .output(eventIterator(taskEvents(z.object({ file: z.string() })))),
}
