import type { z } from 'zod'
import type { BoardColumn, Opportunity, Pipeline, Stage } from '#shared/contract/opportunities.contract.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound } from '../../refusal.ts'
import { holdsWords, readOpportunities } from './opportunities.queries.ts'

export interface BoardQuery {
  readonly pipelineId?: string | undefined
  readonly ownerId?: string | undefined
  readonly search?: string | undefined
  readonly cardsPerColumn: number
}

interface StoredStage {
  readonly id: Buffer
  readonly name: string
  readonly outcome: z.infer<typeof Stage>['outcome']
  readonly probabilityBp: number
}

/** Gives the pipelines with their stages, both in their order. */
export function listPipelines({ db }: Workspace): Pipeline[] {
  const stages = db.prepare<[Buffer], StoredStage>(
    'SELECT id, name, outcome, probability_bp AS probabilityBp FROM pipeline_stage WHERE pipeline_id = ? ORDER BY position, id',
  )
  return db
    .prepare<[], { id: Buffer; name: string }>('SELECT id, name FROM pipeline ORDER BY position, name, id')
    .all()
    .map(({ id, name }) => ({ id: idText(id), name, stages: stages.all(id).map((stage) => ({ ...stage, id: idText(stage.id) })) }))
}

/**
 * Gives a pipeline as a board: per stage the count, the sum and the weighted sum of all its deals, and its first cards: open ones by what is
 * due first, closed ones by what closed last.
 *
 * Errors  `NotFound` for a pipeline that is not here.
 * Cost    two passes over the deals, whatever the number of stages, and the reading of the cards.
 */
export function readBoard(workspace: Workspace, query: BoardQuery): { pipeline: Pipeline; columns: BoardColumn[] } {
  const pipelines = listPipelines(workspace)
  const pipeline = query.pipelineId === undefined ? pipelines[0] : pipelines.find(({ id }) => id === query.pipelineId)
  if (!pipeline) throw new NotFound('pipeline')
  const deals = wantedDeals(query)
  const totals = readTotals(workspace, deals)
  const cards = Map.groupBy(readCards(workspace, deals, pipeline, query.cardsPerColumn), (card) => card.stageId)
  const columns = pipeline.stages.map((stage): BoardColumn => {
    const { count, amount } = totals.get(stage.id) ?? { count: 0, amount: 0 }
    return {
      stage,
      count,
      amountMinor: amount,
      weightedMinor: Math.round((amount * stage.probabilityBp) / 10_000),
      cards: (cards.get(stage.id) ?? []).toSorted(stage.outcome === 'open' ? byDue : byClosed),
    }
  })
  return { pipeline, columns }
}

interface Deals {
  /** A WITH clause that defines `deal`. */
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** Filtered deals are found once for all stages; unfiltered ones are read through the index of each stage. */
function wantedDeals({ ownerId, search = '' }: BoardQuery): Deals {
  const words = search.trim().split(/\s+/).filter((word) => word !== '')
  const found = holdsWords(words)
  const isFiltered = ownerId !== undefined || words.length > 0
  return {
    sql: `WITH deal AS ${isFiltered ? '' : 'NOT '}MATERIALIZED (SELECT o.id, o.stage_id, o.amount_minor, o.expected_on, o.closed_on FROM opportunity o
      WHERE ${ownerId === undefined ? '' : 'o.owner_id = ? AND '}${found.sql})`,
    parameters: [...(ownerId === undefined ? [] : [idBytes(ownerId)]), ...found.parameters],
  }
}

function readTotals({ db }: Workspace, deals: Deals): Map<string, { readonly count: number; readonly amount: number }> {
  // the plus keeps SQLite from walking the index of the stages, which fetches every deal by itself
  const rows = db
    .prepare<unknown[], { stage: Buffer; count: number; amount: number }>(
      `${deals.sql} SELECT stage_id AS stage, count(*) AS count, coalesce(sum(amount_minor), 0) AS amount FROM deal GROUP BY +stage_id`,
    )
    .all(...deals.parameters)
  return new Map(rows.map(({ stage, count, amount }) => [idText(stage), { count, amount }]))
}

function readCards(workspace: Workspace, deals: Deals, pipeline: Pipeline, perColumn: number): Opportunity[] {
  if (pipeline.stages.length === 0) return []
  const first = pipeline.stages.map(({ outcome }) => {
    const order = outcome === 'open' ? "coalesce(expected_on, '9999'), id" : "coalesce(closed_on, '') DESC, id"
    return `SELECT id FROM (SELECT id FROM deal WHERE stage_id = ? ORDER BY ${order} LIMIT ?)`
  })
  const ids = workspace.db
    .prepare<unknown[], Buffer>(`${deals.sql} ${first.join(' UNION ALL ')}`)
    .pluck()
    .all(...deals.parameters, ...pipeline.stages.flatMap(({ id }) => [idBytes(id), perColumn]))
  return readOpportunities(workspace, ids)
}

function byDue(a: Opportunity, b: Opportunity): number {
  return compare(a.expectedOn ?? '9999', b.expectedOn ?? '9999') || compare(a.id, b.id)
}

function byClosed(a: Opportunity, b: Opportunity): number {
  return compare(b.closedOn ?? '', a.closedOn ?? '') || compare(a.id, b.id)
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
