import type { Database } from 'better-sqlite3'
import { dirtyMonths } from '../../analysis/facts/refresh.ts'
import { verifyFacts } from '../../analysis/facts/verify.ts'
import { wrongTriggers } from '../../db/capture.ts'
import { SYNC_TABLES } from '../../db/registry.ts'

/** One thing that is off: message `cli.check.<kind>` with `values`. */
export interface CheckFinding {
  readonly kind: 'integrity' | 'trigger' | 'stamp' | 'clock' | 'orphan' | 'line-amount' | 'negative' | 'facts'
  readonly values: Readonly<Record<string, string | number>>
}

/** Child table, its column, and the table that it refers to: a row whose parent is neither here nor in the bin has lost it. */
const REFERENCES: readonly (readonly [child: string, column: string, parent: string])[] = [
  ['order_line', 'order_id', 'sales_order'],
  ['order_line', 'product_id', 'product'],
  ['sales_order', 'customer_id', 'customer'],
  ['customer_contact', 'customer_id', 'customer'],
  ['customer_contact', 'contact_id', 'contact'],
  ['opportunity', 'stage_id', 'pipeline_stage'],
  ['opportunity', 'customer_id', 'customer'],
  ['stage_change', 'opportunity_id', 'opportunity'],
  ['activity', 'customer_id', 'customer'],
  ['activity_contact', 'activity_id', 'activity'],
  ['product', 'category_id', 'product_category'],
  ['pipeline_stage', 'pipeline_id', 'pipeline'],
]

/**
 * Verifies a workspace: the file itself, the capture triggers, the sync stamps, links, amounts, and that what is derived equals a full
 * recomputation.
 *
 * Shape  empty when everything is right.
 * Edge   facts that are known to be stale are not wrong: they are rebuilt before anybody reads them.
 * Cost   several passes over the database.
 */
export function checkWorkspace(db: Database): CheckFinding[] {
  return [...fileFindings(db), ...stampFindings(db), ...orphanFindings(db), ...amountFindings(db), ...factFindings(db)]
}

function fileFindings(db: Database): CheckFinding[] {
  const messages = db.prepare<[], string>('PRAGMA integrity_check').pluck().all().filter((message) => message !== 'ok')
  return [
    ...messages.map((message): CheckFinding => ({ kind: 'integrity', values: { message } })),
    ...wrongTriggers(db).map((name): CheckFinding => ({ kind: 'trigger', values: { name } })),
  ]
}

/** So many writes one after the other over a value from the future are taken for right. */
const WRITES_PAST_SEEN = 1_000_000

function stampFindings(db: Database): CheckFinding[] {
  // a write over what came from a clock that is ahead is dated past it
  const last = Number(db.prepare(`SELECT max(last_hlc, coalesce((SELECT max(seen_hlc) FROM sync_vv), 0) + ${String(WRITES_PAST_SEEN)}) FROM sync_ctx`).pluck().get())
  const own = Number(db.prepare('SELECT site FROM sync_ctx').pluck().get())
  const findings = SYNC_TABLES.flatMap(({ name }): CheckFinding[] => {
    const strangers = Number(
      db.prepare(`SELECT count(*) FROM ${name} WHERE _h > 0 AND _s NOT IN (SELECT alias FROM sync_site)`).pluck().get(),
    )
    return strangers > 0 ? [{ kind: 'stamp', values: { table: name, count: strangers } }] : []
  })
  const ahead = SYNC_TABLES.reduce(
    (count, { name }) => count + Number(db.prepare(`SELECT count(*) FROM ${name} WHERE _s = ? AND _h > ?`).pluck().get(own, last)),
    0,
  )
  return ahead > 0 ? [...findings, { kind: 'clock', values: { count: ahead } }] : findings
}

function orphanFindings(db: Database): CheckFinding[] {
  return REFERENCES.flatMap(([child, column, parent]): CheckFinding[] => {
    const count = Number(
      db
        .prepare(
          `SELECT count(*) FROM ${child} c WHERE c.${column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${parent} p WHERE p.id = c.${column})
             AND NOT EXISTS (SELECT 1 FROM sync_tomb t WHERE t.id = c.${column})`,
        )
        .pluck()
        .get(),
    )
    return count > 0 ? [{ kind: 'orphan', values: { table: child, column, parent, count } }] : []
  })
}

/** Amounts are positive on both kinds of document; a discount never makes a line cost more than its price. */
function amountFindings(db: Database): CheckFinding[] {
  const negative = Number(db.prepare('SELECT count(*) FROM order_line WHERE amount_minor < 0 OR quantity_milli < 0').pluck().get())
  const wrongDiscount = Number(db.prepare('SELECT count(*) FROM order_line WHERE discount_bp NOT BETWEEN 0 AND 10000').pluck().get())
  return [
    ...(negative > 0 ? [{ kind: 'negative' as const, values: { count: negative } }] : []),
    ...(wrongDiscount > 0 ? [{ kind: 'line-amount' as const, values: { count: wrongDiscount } }] : []),
  ]
}

function factFindings(db: Database): CheckFinding[] {
  if (dirtyMonths(db).length > 0) return []
  return verifyFacts(db).map((difference) => ({ kind: 'facts', values: { difference: JSON.stringify(difference) } }))
}
