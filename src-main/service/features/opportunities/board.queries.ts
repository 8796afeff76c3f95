import type { z } from 'zod'
import type { BoardColumn, Pipeline, Stage } from '#shared/contract/opportunities.contract.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound } from '../../refusal.ts'
import { anywhere } from '../search/public.ts'
import { readOpportunities, SEARCHED } from './opportunities.queries.ts'

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
 * Cost    one grouping over the deals, and one index walk per stage.
 */
export function readBoard(workspace: Workspace, query: BoardQuery): { pipeline: Pipeline; columns: BoardColumn[] } {
  const pipelines = listPipelines(workspace)
  const pipeline = query.pipelineId === undefined ? pipelines[0] : pipelines.find(({ id }) => id === query.pipelineId)
  if (!pipeline) throw new NotFound('pipeline')
  const from = 'FROM opportunity o LEFT JOIN customer c ON c.id = o.customer_id'
  const words = (query.search ?? '').trim().split(/\s+/).filter((word) => word !== '')
  const isWanted = `${query.ownerId === undefined ? '' : ' AND o.owner_id = ?'}${` AND ${SEARCHED}`.repeat(words.length)}`
  const wanted = [...(query.ownerId === undefined ? [] : [idBytes(query.ownerId)]), ...words.map(anywhere)]
  const totals = workspace.db.prepare<unknown[], { count: number; amount: number }>(
    `SELECT count(*) AS count, coalesce(sum(o.amount_minor), 0) AS amount ${from} WHERE o.stage_id = ?${isWanted}`,
  )
  const columns = pipeline.stages.map((stage): BoardColumn => {
    const { count, amount } = totals.get(idBytes(stage.id), ...wanted) ?? { count: 0, amount: 0 }
    const order = stage.outcome === 'open' ? "coalesce(o.expected_on, '9999'), o.id" : "coalesce(o.closed_on, '') DESC, o.id"
    const ids = workspace.db
      .prepare<unknown[], Buffer>(`SELECT o.id ${from} WHERE o.stage_id = ?${isWanted} ORDER BY ${order} LIMIT ?`)
      .pluck()
      .all(idBytes(stage.id), ...wanted, query.cardsPerColumn)
    return {
      stage,
      count,
      amountMinor: amount,
      weightedMinor: Math.round((amount * stage.probabilityBp) / 10_000),
      cards: readOpportunities(workspace, ids),
    }
  })
  return { pipeline, columns }
}
