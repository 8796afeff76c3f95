import type { DrillFilter, DrillTarget, ModelResult } from '#shared/contract/analysis.contract.ts'

/** Gives the records behind one row of a table; null where the model does not say how to find them. */
export function drillOfRow(result: ModelResult, table: string, index: number): Pick<DrillTarget, 'records' | 'filter'> | null {
  const target = result.drill.tables[table]
  const row = result.tables[table]?.[index]
  if (!target || !row) return null
  const own = Object.fromEntries(Object.entries(target.columns ?? {}).map(([column, field]) => [field, row[column] ?? null]))
  // The service checks the filter against its schema; here only values of its own columns are moved into it.
  return { records: target.records, filter: { ...target.filter, ...(own as DrillFilter) } }
}
