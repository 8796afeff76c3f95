import type { Workbench } from '#shared/contract/workbench.contract.ts'
import { addDays } from '#shared/kernel/plain-date.ts'
import { idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { inScope, type Scope } from './scope.ts'

/** Days without contact at which a customer is shown as forgotten. */
const FORGOTTEN_AFTER = [7, 15, 30, 90, 180] as const
const NAMED = 5
const STALLED_AFTER_DAYS = 45
const STALE_COPY_DAYS = 7
const DAY_MS = 86_400_000

/**
 * Gives customers that buy but were not spoken with, in bands of days; each band names those with the most sales.
 *
 * Cost    one walk over the customers that buy, largest first, whatever the number of bands: 30 ms for 20,000.
 */
export function forgottenCustomers({ db }: Workspace, scope: Scope, today: string): Workbench['forgotten'] {
  const bands = FORGOTTEN_AFTER.map((days) => ({ days, newest: addDays(today, -days), count: 0, ids: [] as string[] }))
  const silent = db
    .prepare(
      `SELECT hex(f.customer_id), f.last_contact_on FROM customer_figure f ${scope === null ? '' : 'CROSS JOIN customer c ON c.id = f.customer_id'}
       WHERE f.sales12_minor > 0 AND f.last_contact_on <= @newest ${scope === null ? '' : `AND ${inScope('c.owner_id')}`}
       ORDER BY f.sales12_minor DESC, f.customer_id`,
    )
    .raw(true)
    .iterate({ newest: bands[0]?.newest, ...(scope === null ? {} : { scope }) }) as IterableIterator<[id: string, lastContactOn: string]>
  for (const [id, lastContactOn] of silent) {
    const band = bands.findLast(({ newest }) => lastContactOn <= newest)
    if (!band) continue
    band.count++
    if (band.ids.length < NAMED) band.ids.push(id)
  }
  const named = db.prepare<[string], { id: Buffer; name: string; lastContactOn: string | null }>(
    'SELECT c.id, c.name, f.last_contact_on AS lastContactOn FROM customer c JOIN customer_figure f ON f.customer_id = c.id WHERE c.id = unhex(?)',
  )
  return bands.map(({ days, count, ids }) => ({ days, count, customers: ids.flatMap((id) => named.all(id)).map((row) => ({ ...row, id: idText(row.id) })) }))
}

/** Gives open deals that have stood in their stage for too long, the largest first. */
export function stalledDeals({ db, clock }: Workspace, scope: Scope): Workbench['stalledDeals'] {
  const now = clock.now()
  return db
    .prepare<[object], { id: Buffer; name: string; customerName: string | null; amountMinor: number | null; since: number }>(
      `SELECT o.id, o.name, c.name AS customerName, o.amount_minor AS amountMinor,
         coalesce((SELECT max(changed_at) FROM stage_change s WHERE s.opportunity_id = o.id), o.created_at) AS since
       FROM opportunity o JOIN pipeline_stage p ON p.id = o.stage_id AND p.outcome = 'open' LEFT JOIN customer c ON c.id = o.customer_id
       WHERE ${inScope('o.owner_id')} AND since < @before ORDER BY o.amount_minor DESC, o.id LIMIT 8`,
    )
    .all({ scope, before: now - STALLED_AFTER_DAYS * DAY_MS })
    .map(({ since, ...deal }) => ({ ...deal, id: idText(deal.id), daysInStage: Math.floor((now - since) / DAY_MS) }))
}

/** For who leads: copies that were not merged for long, the longest first. */
export function staleCopies({ db, actor, clock }: Workspace): Workbench['staleCopies'] {
  if (actor.role === 'rep') return []
  return db
    .prepare<[number], { employee: string; mergedAt: number | null }>(
      `SELECT e.name AS employee, max(m.at) AS mergedAt FROM sync_site s JOIN employee e ON e.id = s.employee_id
       LEFT JOIN sync_merge m ON m.source_site = s.site
       WHERE s.alias > 2 AND s.own_until IS NULL AND s.alias <> (SELECT site FROM sync_ctx) GROUP BY s.alias HAVING coalesce(mergedAt, 0) < ? ORDER BY mergedAt LIMIT 20`,
    )
    .all(clock.now() - STALE_COPY_DAYS * DAY_MS)
}
