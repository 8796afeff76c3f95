import type { ImportDouble } from '#shared/contract/imports.contract.ts'
import type { Workspace } from '../../db/workspace.ts'
import { findDuplicates } from '../duplicates/public.ts'
import type { ParsedRow } from './parsed-row.ts'
import type { Planner } from './plan/planner.ts'
import type { RowLog } from './row-log.ts'

/** A planner that keeps the rows of which new records would be made. */
export interface WatchedPlanner extends Planner {
  readonly created: readonly ParsedRow[]
}

/** Gives the planner of a preview, watched. */
export function watchCreated(planner: Planner, log: RowLog): WatchedPlanner {
  const created: ParsedRow[] = []
  return {
    created,
    add(row) {
      const before = log.counts.created
      planner.add(row)
      if (log.counts.created > before) created.push(row)
    },
    addRejected: (row) => planner.addRejected(row),
    finish: () => planner.finish(),
    get isEmpty() {
      return planner.isEmpty
    },
    write: (stamp, everySoOften) => planner.write(stamp, everySoOften),
  }
}

/**
 * Gives of each new customer the existing one that he may be, so that whoever imports sees it beforehand.
 *
 * Edge    only what is taken for the same; rows that the import knows by its own keys are none of these. What the import does with a row stays its choice per run.
 * Cost    as `findDuplicates` for each row.
 */
export function doublesOf(workspace: Workspace, rows: readonly ParsedRow[]): ImportDouble[] {
  return rows.flatMap((row) => {
    const text = (field: string): string | undefined => row.text(field) ?? undefined
    const [likeliest] = findDuplicates(workspace, {
      kind: text('customer.kind') === 'person' ? 'person' : 'firm', name: text('customer.name'), shortName: text('customer.short_name'), creditCode: text('customer.credit_code'),
      phone: text('customer.phone') ?? text('contact.phone'), website: text('customer.website'), mail: text('contact.mail'),
    })
    if (likeliest === undefined || likeliest.certainty === 'possible') return []
    const { id, name, certainty, reasons } = likeliest
    return [{ row: row.number, id, name, certainty, reasons }]
  })
}
