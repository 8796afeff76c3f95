import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure, taskEvents } from './base.ts'
import { Duplicate } from './customers.contract.ts'

export const importEntities = ['customers', 'contacts', 'products', 'employees', 'opportunities', 'orders', 'activities', 'targets'] as const
export const ImportEntity = z.enum(importEntities)
export type ImportEntity = z.infer<typeof ImportEntity>

/** The map file of the command line, and what the wizard builds: their header -> our field. */
export const ImportMap = z.object({
  columns: z.record(z.string(), z.string()),
  constants: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  date_format: z.string().optional(),
  create: z.array(z.enum(['customer', 'product', 'employee', 'org_unit', 'competitor'])).optional(),
  /** Per field: spelling in the file -> value to take. */
  values: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  /** Another file whose rows are joined to each row of this one. */
  join: z.object({ file: z.string(), on: z.string() }).optional(),
})
export type ImportMap = z.infer<typeof ImportMap>

export const duplicateRules = ['skip', 'update', 'new'] as const

export const ImportRequest = z.object({
  file: z.string().min(1),
  entity: ImportEntity,
  sheet: z.string().optional(),
  /** Left out: detected. */
  encoding: z.enum(['utf-8', 'gb18030']).optional(),
  map: ImportMap.optional(),
  onDuplicate: z.enum(duplicateRules).default('update'),
  /** Fields that tell whether a row is known; left out: the entity's own (code, else name). */
  keys: z.array(z.string()).optional(),
  /** Cells mended in the preview: row number in the file (1 = first data row) -> header -> text. */
  edits: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  dryRun: z.boolean().default(false),
})
export type ImportRequest = z.infer<typeof ImportRequest>

/** What is wrong with one cell or row: message `import.problem.<kind>` with `values`. */
export const RowProblem = z.object({
  row: z.int(),
  header: z.string().nullable(),
  kind: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type RowProblem = z.infer<typeof RowProblem>

export const ImportField = z.object({ name: z.string(), isRequired: z.boolean(), kind: z.enum(['text', 'number', 'money', 'date', 'month', 'percent', 'choice', 'reference']), synonyms: z.array(z.string()) })

/** A row of which a new customer would be made, and the existing one that it looks like. */
export const ImportDouble = Duplicate.pick({ id: true, name: true, certainty: true, reasons: true }).extend({ row: z.int() })
export type ImportDouble = z.infer<typeof ImportDouble>

export const ImportPreview = z.object({
  encoding: z.string().nullable(),
  sheets: z.array(z.string()),
  headers: z.array(z.string()),
  /** Those among them that come from the second file of the map; their cells cannot be mended here. */
  joined: z.array(z.string()),
  /** header -> our field, from the remembered mapping, else from synonyms. */
  map: ImportMap,
  isRemembered: z.boolean(),
  rows: z.array(z.object({ row: z.int(), cells: z.array(z.string()) })),
  problems: z.array(RowProblem),
  doubles: z.array(ImportDouble),
})
export type ImportPreview = z.infer<typeof ImportPreview>

export const ImportResult = z.object({
  entity: ImportEntity,
  read: z.int(),
  created: z.int(),
  updated: z.int(),
  skipped: z.int(),
  rejected: z.int(),
  /** Documents made from lines, and records made along the way, e.g. { sales_order: 25900, customer: 4372 }. */
  rows: z.record(z.string(), z.int()),
  rejectedFile: z.string().nullable(),
  /** The step in the journal that undoes the whole import; null for a dry run or when nothing was written. */
  command: z.int().nullable(),
  problems: z.array(RowProblem),
})
export type ImportResult = z.infer<typeof ImportResult>

/** A map that was kept for the next file with the same heads. */
export const SavedMap = z.object({
  key: z.string(),
  entity: ImportEntity,
  /** As the person called it, at first the file's name. */
  name: z.string(),
  /** The heads of the file, in its order. */
  headers: z.array(z.string()),
  usedAt: z.int(),
  map: ImportMap,
})
export type SavedMap = z.infer<typeof SavedMap>

const SavedMapName = z.string().trim().min(1).max(100)

export const importsContract = {
  fields: procedure.input(z.object({ entity: ImportEntity })).output(z.array(ImportField)),
  preview: procedure.input(ImportRequest.pick({ file: true, entity: true, sheet: true, encoding: true, map: true, edits: true })).output(ImportPreview),
  /** The kept maps of this copy, used last first. */
  savedMaps: procedure.output(z.array(SavedMap)),
  renameMap: procedure.input(z.object({ key: z.string(), name: SavedMapName })).output(z.void()),
  /** The next file with these heads is recognised by its heads again. */
  forgetMap: procedure.input(z.object({ key: z.string() })).output(z.void()),
  /** Reads, checks and writes as one step; aborting the call leaves the workspace as it was. */
  run: procedure.input(ImportRequest).output(eventIterator(taskEvents(ImportResult))),
}
