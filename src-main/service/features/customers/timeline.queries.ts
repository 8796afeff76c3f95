import type { TimelineEntry } from '#shared/contract/customers.contract.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refreshFigures } from '../figures/public.ts'
import { requireRow } from '../references/public.ts'

interface TimelineInput {
  readonly id: string
  readonly kinds?: readonly TimelineEntry['kind'][] | undefined
  readonly offset: number
  readonly limit: number
}
type Stored = Omit<TimelineEntry, 'id' | 'isOpen' | 'contacts'> & { id: Buffer; isOpen: number }

const LOCAL_DAY = (ms: string): string => `date(${ms} / 1000, 'unixepoch', 'localtime')`

/** What makes entries, each with the columns of an entry; `@customer` is the customer. */
const SOURCES: readonly { readonly kinds: readonly TimelineEntry['kind'][]; readonly sql: string }[] = [
  {
    kinds: ['activity'],
    sql: `SELECT 'activity' AS kind, a.id, coalesce(${LOCAL_DAY('a.done_at')}, a.planned_on, ${LOCAL_DAY('a.created_at')}) AS "on",
        coalesce(a.done_at, a.created_at) AS at, a.subject AS title, a.kind AS detail, a.result AS text, NULL AS amountMinor, e.name AS by,
        a.done_at IS NULL AS isOpen
      FROM activity a LEFT JOIN employee e ON e.id = a.owner_id WHERE a.customer_id = @customer`,
  },
  {
    kinds: ['order', 'return'],
    sql: `SELECT iif(o.kind = 'return', 'return', 'order') AS kind, o.id, o.ordered_on AS "on", o.created_at AS at, o.number AS title,
        NULL AS detail, o.note AS text, coalesce(t.total_minor, 0) AS amountMinor, e.name AS by, 0 AS isOpen
      FROM sales_order o LEFT JOIN order_total t ON t.order_id = o.id LEFT JOIN employee e ON e.id = o.employee_id WHERE o.customer_id = @customer`,
  },
  {
    kinds: ['opportunity'],
    sql: `SELECT 'opportunity' AS kind, p.id, coalesce(p.created_on, ${LOCAL_DAY('p.created_at')}) AS "on", p.created_at AS at, p.name AS title,
        s.name AS detail, p.note AS text, p.amount_minor AS amountMinor, e.name AS by, 0 AS isOpen
      FROM opportunity p LEFT JOIN pipeline_stage s ON s.id = p.stage_id LEFT JOIN employee e ON e.id = p.owner_id WHERE p.customer_id = @customer`,
  },
  {
    kinds: ['stage'],
    // the first stage of a deal is the deal itself
    sql: `SELECT 'stage' AS kind, p.id, ${LOCAL_DAY('h.changed_at')} AS "on", h.changed_at AS at, p.name AS title, s.name AS detail,
        iif(s.outcome = 'open', NULL, p.reason) AS text, p.amount_minor AS amountMinor, e.name AS by, 0 AS isOpen
      FROM opportunity p CROSS JOIN stage_change h ON h.opportunity_id = p.id LEFT JOIN pipeline_stage s ON s.id = h.to_stage_id
      LEFT JOIN employee e ON e.id = h.created_by WHERE p.customer_id = @customer AND h.from_stage_id IS NOT NULL`,
  },
  {
    kinds: ['created'],
    sql: `SELECT 'created' AS kind, c.id, ${LOCAL_DAY('c.created_at')} AS "on", c.created_at AS at, c.name AS title, NULL AS detail, NULL AS text,
        NULL AS amountMinor, e.name AS by, 0 AS isOpen
      FROM customer c LEFT JOIN employee e ON e.id = c.created_by WHERE c.id = @customer`,
  },
]

/**
 * Gives what happened with a customer and what is planned.
 *
 * Shape   the newest day first, what is still planned before everything done on its day.
 * Errors  `NotFound`.
 */
export function getTimeline(workspace: Workspace, input: TimelineInput): { entries: TimelineEntry[]; total: number } {
  requireRow(workspace, 'customer', input.id)
  refreshFigures(workspace)
  const { db } = workspace
  const key = idBytes(input.id)
  const kinds = input.kinds ?? SOURCES.flatMap((source) => source.kinds)
  const sources = SOURCES.filter((source) => source.kinds.some((kind) => kinds.includes(kind)))
  if (sources.length === 0) return { entries: [], total: 0 }
  const all = `SELECT * FROM (${sources.map((source) => source.sql).join(' UNION ALL ')}) WHERE kind IN (SELECT value FROM json_each(@wanted))`
  const wanted = JSON.stringify(kinds)
  const rows = db
    .prepare<[object], Stored>(`${all} ORDER BY "on" DESC, isOpen DESC, at DESC, id DESC LIMIT @limit OFFSET @offset`)
    .all({ customer: key, wanted, limit: input.limit, offset: input.offset })
  const total = Number(db.prepare(`SELECT count(*) FROM (${all})`).pluck().get({ customer: key, wanted }))
  const contacts = contactsOf(workspace, rows.filter((row) => row.kind === 'activity').map((row) => row.id))
  const entries = rows.map((row) => ({ ...row, id: idText(row.id), isOpen: row.isOpen === 1, contacts: contacts.get(idText(row.id)) ?? [] }))
  return { entries, total }
}

function contactsOf(workspace: Workspace, activities: readonly Buffer[]): Map<string, TimelineEntry['contacts']> {
  const found = new Map<string, TimelineEntry['contacts']>()
  const statement = workspace.db.prepare<[Buffer], { id: Buffer; name: string }>(
    'SELECT c.id, c.name FROM activity_contact l JOIN contact c ON c.id = l.contact_id WHERE l.activity_id = ? ORDER BY c.name, c.id',
  )
  for (const activity of activities) found.set(idText(activity), statement.all(activity).map((row) => ({ id: idText(row.id), name: row.name })))
  return found
}
