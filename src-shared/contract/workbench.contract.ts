import * as z from 'zod'
import { Minor, Month, PlainDate, procedure, RecordId, RecordRef } from './base.ts'
import { ActivityRow } from './activities.contract.ts'

export const Brief = z.object({
  /** The month that is running, up to `asOf`, beside the same days of the month before and of last year. */
  month: Month,
  netMinor: Minor,
  previousMonthMinor: Minor,
  lastYearMinor: Minor,
  orders: z.int(),
  newCustomers: z.int(),
  activitiesDone: z.int(),
})

export const Workbench = z.object({
  asOf: PlainDate,
  currency: z.string(),
  /** Open activities of this employee (a manager: of his subtree), overdue first. */
  overdue: z.array(ActivityRow),
  today: z.array(ActivityRow),
  upcoming: z.array(ActivityRow),
  overdueCount: z.int(),
  target: z.object({ period: Month, planMinor: Minor, actualMinor: Minor, attainment: z.number().nullable() }).nullable(),
  yearTarget: z.object({ planMinor: Minor, actualMinor: Minor, attainment: z.number().nullable() }).nullable(),
  brief: Brief,
  /** Customers with sales but without contact for this many days. */
  forgotten: z.array(z.object({ days: z.int(), count: z.int(), customers: z.array(RecordRef.extend({ lastContactOn: PlainDate.nullable() })) })),
  stalledDeals: z.array(z.object({ id: RecordId, name: z.string(), customerName: z.string().nullable(), amountMinor: Minor.nullable(), daysInStage: z.int() })),
  conflicts: z.int(),
  /** For managers: copies that have not been merged for long. */
  staleCopies: z.array(z.object({ employee: z.string(), mergedAt: z.number().nullable() })),
})
export type Workbench = z.infer<typeof Workbench>

export const workbenchContract = {
  get: procedure.output(Workbench),
}
