import type { Workspace } from '../../db/workspace.ts'

/**
 * Reads rows by their ids and gives them in the order of the ids.
 *
 * Shape   `sql` ends before its WHERE; `id` names the key expression. Ids that are gone are left out.
 */
export function readByIds<Row extends { readonly id: Buffer }>(workspace: Workspace, sql: string, id: string, ids: readonly Buffer[], ...before: readonly unknown[]): Row[] {
  if (ids.length === 0) return []
  const rows = workspace.db
    .prepare<unknown[], Row>(`${sql} WHERE ${id} IN (${ids.map(() => '?').join(', ')})`)
    .all(...before, ...ids)
  const byId = new Map(rows.map((row) => [row.id.toString('hex'), row]))
  return ids.flatMap((wanted) => byId.get(wanted.toString('hex')) ?? [])
}
