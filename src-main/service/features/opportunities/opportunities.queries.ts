import type { z } from 'zod'
import type { ListQuery } from '#shared/contract/list-query.ts'
import type { Opportunity, StageChange } from '#shared/contract/opportunities.contract.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound } from '../../refusal.ts'
import { allIds, type ListEntity, type ListSelection, readByIds, runList } from '../lists/public.ts'
import { anywhere } from '../search/public.ts'

type IdField = 'id' | 'customerId' | 'ownerId' | 'stageId' | 'productId' | 'competitorId' | 'pipelineId'
type Stored = Omit<Opportunity, IdField> & {
  id: Buffer
  stageId: Buffer
  pipelineId: Buffer
  customerId: Buffer | null
  ownerId: Buffer | null
  productId: Buffer | null
  competitorId: Buffer | null
}

/**
 * Gives the condition on a deal `o` whose name, code or customer holds every word.
 *
 * Cost    the customers are looked through once a word, not once a deal.
 */
export function holdsWords(words: readonly string[]): { readonly sql: string; readonly parameters: readonly string[] } {
  const one = `((o.name || char(1) || coalesce(o.code, '')) LIKE ? ESCAPE '\\'
    OR o.customer_id IN (SELECT id FROM customer WHERE name LIKE ? ESCAPE '\\'))`
  return { sql: ['1', ...words.map(() => one)].join(' AND '), parameters: words.flatMap((word) => [anywhere(word), anywhere(word)]) }
}

const opportunityEntity: ListEntity = {
  from: 'opportunity o',
  id: 'o.id',
  joins: {
    s: 'JOIN pipeline_stage s ON s.id = o.stage_id',
    c: 'LEFT JOIN customer c ON c.id = o.customer_id',
    e: 'LEFT JOIN employee e ON e.id = o.owner_id',
    p: 'LEFT JOIN product p ON p.id = o.product_id',
    r: 'LEFT JOIN competitor r ON r.id = o.competitor_id',
  },
  fields: {
    code: { sql: 'o.code', type: 'text' },
    name: { sql: 'o.name', type: 'text', isNullable: false },
    customerId: { sql: 'o.customer_id', type: 'id', sortedBy: { sql: 'c.name', needs: ['c'] } },
    customerName: { sql: 'c.name', type: 'text', needs: ['c'] },
    ownerId: { sql: 'o.owner_id', type: 'id', sortedBy: { sql: 'e.name', needs: ['e'] } },
    ownerName: { sql: 'e.name', type: 'text', needs: ['e'] },
    stageId: { sql: 'o.stage_id', type: 'id', sortedBy: { sql: 's.position', needs: ['s'] } },
    stageName: { sql: 's.name', type: 'text', needs: ['s'], sortedBy: { sql: 's.position', needs: ['s'] } },
    outcome: { sql: 's.outcome', type: 'text', needs: ['s'] },
    productId: { sql: 'o.product_id', type: 'id', sortedBy: { sql: 'p.name', needs: ['p'] } },
    productName: { sql: 'p.name', type: 'text', needs: ['p'] },
    amountMinor: { sql: 'o.amount_minor', type: 'number' },
    currency: { sql: 'o.currency', type: 'text', isNullable: false },
    createdOn: { sql: 'o.created_on', type: 'date' },
    engagedOn: { sql: 'o.engaged_on', type: 'date' },
    expectedOn: { sql: 'o.expected_on', type: 'date' },
    closedOn: { sql: 'o.closed_on', type: 'date' },
    reason: { sql: 'o.reason', type: 'text' },
    competitorId: { sql: 'o.competitor_id', type: 'id', sortedBy: { sql: 'r.name', needs: ['r'] } },
    competitorName: { sql: 'r.name', type: 'text', needs: ['r'] },
    source: { sql: 'o.source', type: 'text' },
  },
  search: (words) => {
    const { sql, parameters } = holdsWords(words)
    return { sql: `SELECT o.id FROM opportunity o WHERE ${sql}`, parameters }
  },
  defaultSort: [{ field: 'expectedOn', direction: 'desc' }],
  sums: { amountMinor: { sql: 'sum(o.amount_minor)' } },
}

const COLUMNS = `SELECT o.id, o.code, o.name, o.customer_id AS customerId, c.name AS customerName, o.owner_id AS ownerId, e.name AS ownerName,
  o.pipeline_id AS pipelineId, o.stage_id AS stageId, s.name AS stageName, s.outcome, o.product_id AS productId, p.name AS productName,
  o.amount_minor AS amountMinor, o.currency, o.created_on AS createdOn, o.engaged_on AS engagedOn, o.expected_on AS expectedOn,
  o.closed_on AS closedOn, o.reason, o.competitor_id AS competitorId, r.name AS competitorName, o.source, o.note,
  coalesce((SELECT max(changed_at) FROM stage_change h WHERE h.opportunity_id = o.id), o.created_at) AS stageSince,
  (SELECT min(planned_on) FROM activity a WHERE a.opportunity_id = o.id AND a.done_at IS NULL) AS nextStepOn
  FROM opportunity o JOIN pipeline_stage s ON s.id = o.stage_id LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN employee e ON e.id = o.owner_id
  LEFT JOIN product p ON p.id = o.product_id LEFT JOIN competitor r ON r.id = o.competitor_id`

function toOpportunity(row: Stored): Opportunity {
  return {
    ...row,
    id: idText(row.id),
    stageId: idText(row.stageId),
    pipelineId: idText(row.pipelineId),
    customerId: idText(row.customerId),
    ownerId: idText(row.ownerId),
    productId: idText(row.productId),
    competitorId: idText(row.competitorId),
  }
}

/** Gives one window of the deals. */
export function listOpportunities(workspace: Workspace, query: ListQuery): { rows: Opportunity[]; total: number; sums: Record<string, number> } {
  const page = runList(workspace, opportunityEntity, query)
  return { rows: readOpportunities(workspace, page.ids), total: page.total, sums: page.sums }
}

/** Gives the ids of the whole list in its order, for exports. */
export function opportunityIds(workspace: Workspace, selection: ListSelection): Buffer[] {
  return allIds(workspace, opportunityEntity, selection)
}

/** Gives some deals, in the order of the ids. */
export function readOpportunities(workspace: Workspace, ids: readonly Buffer[]): Opportunity[] {
  return readByIds<Stored>(workspace, COLUMNS, 'o.id', ids).map(toOpportunity)
}

/** Gives one deal. Errors: `NotFound`. */
export function getOpportunity(workspace: Workspace, id: string): Opportunity {
  const row = workspace.db.prepare<[Buffer], Stored>(`${COLUMNS} WHERE o.id = ?`).get(idBytes(id))
  if (!row) throw new NotFound('opportunity')
  return toOpportunity(row)
}

/** Gives the stages that a deal went through, the first one first. */
export function stageHistory({ db }: Workspace, id: string): z.infer<typeof StageChange>[] {
  return db
    .prepare<[Buffer], { id: Buffer; from: string | null; to: string; changedAt: number; by: string | null }>(
      `SELECT h.id, f.name AS "from", coalesce(t.name, '') AS "to", h.changed_at AS changedAt, e.name AS "by"
       FROM stage_change h LEFT JOIN pipeline_stage f ON f.id = h.from_stage_id LEFT JOIN pipeline_stage t ON t.id = h.to_stage_id
       LEFT JOIN employee e ON e.id = h.created_by WHERE h.opportunity_id = ? ORDER BY h.changed_at, h.id`,
    )
    .all(idBytes(id))
    .map((change) => ({ ...change, id: idText(change.id) }))
}

/** Gives the rivals by name. */
export function listCompetitors({ db }: Workspace): { id: string; name: string }[] {
  return db
    .prepare<[], { id: Buffer; name: string }>('SELECT id, name FROM competitor ORDER BY name, id')
    .all()
    .map(({ id, name }) => ({ id: idText(id), name }))
}
