import type { z } from 'zod'
import type { CustomerSummary } from '#shared/contract/customers.contract.ts'
import { completenessOf } from '#shared/domain/customers/completeness.ts'
import { addMonthsToDate } from '#shared/kernel/calendar-month.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refreshFigures, salesWindow } from '../figures/public.ts'
import { getCustomer } from './customer.queries.ts'

/** Gives the head of the customer page. Errors: `NotFound`. */
export function getCustomerSummary(workspace: Workspace, id: string): z.infer<typeof CustomerSummary> {
  refreshFigures(workspace)
  const customer = getCustomer(workspace, id)
  const { db } = workspace
  const key = idBytes(id)
  const window = salesWindow(workspace)
  const netBetween = db
    .prepare<[Buffer, string, string], number>(
      `SELECT coalesce(sum(t.net_minor), 0) FROM sales_order o CROSS JOIN order_total t ON t.order_id = o.id
       WHERE o.customer_id = ? AND o.ordered_on BETWEEN ? AND ?`,
    )
    .pluck()
  const figure = db
    .prepare<[Buffer], { last_order_on: string | null; last_contact_on: string | null }>('SELECT last_order_on, last_contact_on FROM customer_figure WHERE customer_id = ?')
    .get(key)
  const open = db
    .prepare<[Buffer], { count: number; amount: number }>(
      `SELECT count(*) AS count, coalesce(sum(o.amount_minor), 0) AS amount FROM opportunity o
       JOIN pipeline_stage s ON s.id = o.stage_id WHERE o.customer_id = ? AND s.outcome = 'open'`,
    )
    .get(key)
  const step = db
    .prepare<[Buffer], { id: Buffer; subject: string; plannedOn: string }>(
      `SELECT id, subject, planned_on AS plannedOn FROM activity
       WHERE customer_id = ? AND done_at IS NULL AND planned_on IS NOT NULL ORDER BY planned_on, id LIMIT 1`,
    )
    .get(key)
  const contacts = Number(db.prepare('SELECT count(*) FROM customer_contact WHERE customer_id = ?').pluck().get(key))
  const completeness = completenessOf({ ...customer, contacts })
  return {
    customer,
    sales12Minor: netBetween.get(key, window.from, window.asOf) ?? 0,
    salesPrevious12Minor: netBetween.get(key, addMonthsToDate(window.from, -12), addMonthsToDate(window.asOf, -12)) ?? 0,
    sales12AsOf: window.asOf,
    currency: workspace.firm().currency,
    openOpportunities: open?.count ?? 0,
    openOpportunitiesMinor: open?.amount ?? 0,
    lastOrderOn: figure?.last_order_on ?? null,
    lastContactOn: figure?.last_contact_on ?? null,
    nextStep: step ? { ...step, id: idText(step.id) } : null,
    completeness: completeness.score,
    missingFields: [...completeness.missing],
  }
}
