import { addDays } from '#shared/kernel/plain-date.ts'
import type { Workbench } from '#shared/contract/workbench.contract.ts'
import type { Workspace } from '../../db/workspace.ts'
import { readActivityRows } from '../activities/public.ts'
import { inScope, type Scope } from './scope.ts'

/** Each list shows so many; the count of overdue ones is of all. */
const SHOWN = 50
const AHEAD_DAYS = 7

/** Gives the open next steps: overdue (oldest first), of today, and of the week ahead. */
export function openSteps(workspace: Workspace, scope: Scope, today: string): Pick<Workbench, 'overdue' | 'today' | 'upcoming' | 'overdueCount'> {
  const planned = (condition: string): string =>
    `FROM activity a WHERE a.done_at IS NULL AND ${condition} AND ${inScope('a.owner_id')}`
  const parameters = { scope, today, until: addDays(today, AHEAD_DAYS) }
  const rows = (condition: string) =>
    readActivityRows(
      workspace,
      workspace.db
        .prepare<[typeof parameters], Buffer>(`SELECT a.id ${planned(condition)} ORDER BY a.planned_on, a.id LIMIT ${String(SHOWN)}`)
        .pluck()
        .all(parameters),
    )
  return {
    overdue: rows('a.planned_on < @today'),
    today: rows('a.planned_on = @today'),
    upcoming: rows('a.planned_on > @today AND a.planned_on <= @until'),
    overdueCount: Number(workspace.db.prepare(`SELECT count(*) ${planned('a.planned_on < @today')}`).pluck().get(parameters)),
  }
}
