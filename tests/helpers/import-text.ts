import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ImportMap, ImportRequest, type ImportResult } from '#shared/contract/imports.contract.ts'
import type { Workspace } from '#service/db/workspace.ts'
import { runImport } from '#service/features/imports/public.ts'
import { setupDirectory } from './setup-workspace.ts'

export type ImportChoices = Partial<Omit<ImportRequest, 'file' | 'entity' | 'map'>> & { readonly map?: ImportMap }

/** Writes a text as a CSV file in a directory of its own; gives its path. */
export function setupFile(content: string | Buffer, name = 'rows.csv'): string {
  const file = join(setupDirectory(), name)
  writeFileSync(file, content)
  return file
}

/** Imports a CSV text. */
export function importText(workspace: Workspace, entity: ImportRequest['entity'], content: string | Buffer, choices: ImportChoices = {}): Promise<ImportResult> {
  return importFile(workspace, entity, setupFile(content), choices)
}

export function importFile(workspace: Workspace, entity: ImportRequest['entity'], file: string, choices: ImportChoices = {}): Promise<ImportResult> {
  return runImport(workspace, ImportRequest.parse({ file, entity, ...choices }))
}

/** Counts of every table, for showing that a refusal changed nothing. */
export function rowCounts({ db }: Workspace): Record<string, number> {
  const tables = ['customer', 'contact', 'product', 'employee', 'opportunity', 'sales_order', 'order_line', 'activity', 'target', 'command', 'sync_out', 'local_setting']
  return Object.fromEntries(tables.map((table) => [table, Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())]))
}
