import type { z } from 'zod'
import type { Brief, Workbench } from '#shared/contract/workbench.contract.ts'
import { addMonthsToDate } from '#shared/kernel/calendar-month.ts'
import { monthOf } from '#shared/kernel/plain-date.ts'
import type { Workspace } from '../../db/workspace.ts'
import { inScope, type Scope } from './scope.ts'

type Goal = NonNullable<Workbench['target']>

interface Sold {
  readonly net: number
  readonly orders: number
}

/** Net sales and orders of the scope between two days, both included. */
function soldBetween({ db }: Workspace, scope: Scope, from: string, to: string): Sold {
  return (
    db
      .prepare<[object], Sold>(
        `SELECT coalesce(sum(net_minor), 0) AS net, coalesce(sum(is_sale), 0) AS orders
         FROM order_total WHERE ordered_on BETWEEN @from AND @to AND ${inScope('employee_id')}`,
      )
      .get({ scope, from, to }) ?? { net: 0, orders: 0 }
  )
}

/** Gives the running month up to today, beside the same days of the month before and of last year. */
export function salesBrief(workspace: Workspace, scope: Scope, today: string): z.infer<typeof Brief> {
  const first = `${monthOf(today)}-01`
  const before = (months: number): number => soldBetween(workspace, scope, addMonthsToDate(first, -months), addMonthsToDate(today, -months)).net
  const now = soldBetween(workspace, scope, first, today)
  const count = (sql: string): number => Number(workspace.db.prepare(sql).pluck().get({ scope, since: Date.parse(`${first}T00:00:00`) }))
  return {
    month: monthOf(today),
    netMinor: now.net,
    previousMonthMinor: before(1),
    lastYearMinor: before(12),
    orders: now.orders,
    newCustomers: count(`SELECT count(*) FROM customer c WHERE c.created_at >= @since AND ${inScope('c.owner_id')}`),
    activitiesDone: count(`SELECT count(*) FROM activity a WHERE a.done_at >= @since AND ${inScope('a.owner_id')}`),
  }
}

/** Gives plan and actual of the running month and year, null where nobody set a target. */
export function targets(workspace: Workspace, scope: Scope, today: string): Pick<Workbench, 'target' | 'yearTarget'> {
  const period = monthOf(today)
  const year = today.slice(0, 4)
  const month = goal(workspace, scope, period, period, soldBetween(workspace, scope, `${period}-01`, today))
  const whole = goal(workspace, scope, `${year}-01`, `${year}-12`, soldBetween(workspace, scope, `${year}-01-01`, today))
  return { target: month && { period, ...month }, yearTarget: whole }
}

/** Targets of people where there are any, else those of units: the same money is not counted twice. */
function goal({ db }: Workspace, scope: Scope, from: string, to: string, sold: Sold): Omit<Goal, 'period'> | null {
  const planOf = (condition: string): number | null =>
    db
      .prepare<[object], number | null>(`SELECT sum(amount_minor) FROM target t WHERE t.period BETWEEN @from AND @to AND ${condition}`)
      .pluck()
      .get({ scope, from, to }) ?? null
  const whole = 't.category_id IS NULL AND t.product_id IS NULL'
  const plan = planOf(`t.employee_id IS NOT NULL AND ${whole} AND ${inScope('t.employee_id')}`) ?? planOf(`t.employee_id IS NULL AND ${whole} AND @scope IS NULL`)
  if (plan === null) return null
  return { planMinor: plan, actualMinor: sold.net, attainment: plan > 0 ? sold.net / plan : null }
}
