import * as z from 'zod'
import { Currency, line, Minor, PlainDate, procedure, prose, RecordId, RecordRef } from './base.ts'
import { ListQuery, listOf } from './list-query.ts'

export const outcomes = ['open', 'won', 'lost', 'void'] as const

export const Stage = z.object({
  id: RecordId,
  name: z.string(),
  outcome: z.enum(outcomes),
  probabilityBp: z.int().min(0).max(10_000),
})
export const Pipeline = z.object({ id: RecordId, name: z.string(), stages: z.array(Stage) })
export type Pipeline = z.infer<typeof Pipeline>

export const OpportunityFields = z.object({
  code: line(60).nullable(),
  name: line(200),
  customerId: RecordId.nullable(),
  ownerId: RecordId.nullable(),
  stageId: RecordId,
  productId: RecordId.nullable(),
  amountMinor: Minor.nonnegative().nullable(),
  currency: Currency,
  createdOn: PlainDate.nullable(),
  engagedOn: PlainDate.nullable(),
  expectedOn: PlainDate.nullable(),
  closedOn: PlainDate.nullable(),
  /** Why it was won or lost: mandatory when a deal is lost. */
  reason: line(200).nullable(),
  competitorId: RecordId.nullable(),
  source: line(100).nullable(),
  note: prose().nullable(),
})
export type OpportunityFields = z.infer<typeof OpportunityFields>

export const Opportunity = OpportunityFields.extend({
  id: RecordId,
  pipelineId: RecordId,
  stageName: z.string(),
  outcome: z.enum(outcomes),
  customerName: z.string().nullable(),
  ownerName: z.string().nullable(),
  productName: z.string().nullable(),
  competitorName: z.string().nullable(),
  /** UTC ms: since when it stands in its stage. */
  stageSince: z.number(),
  nextStepOn: PlainDate.nullable(),
})
export type Opportunity = z.infer<typeof Opportunity>

/** One column of the board: counts and sums are of the whole stage, cards only its first ones. */
export const BoardColumn = z.object({
  stage: Stage,
  count: z.int(),
  amountMinor: Minor,
  weightedMinor: Minor,
  cards: z.array(Opportunity),
})
export type BoardColumn = z.infer<typeof BoardColumn>

export const StageChange = z.object({ id: RecordId, from: z.string().nullable(), to: z.string(), changedAt: z.number(), by: z.string().nullable() })

export const opportunitiesContract = {
  pipelines: procedure.output(z.array(Pipeline)),
  competitors: procedure.output(z.array(RecordRef)),
  board: procedure
    .input(z.object({ pipelineId: RecordId.optional(), ownerId: RecordId.optional(), search: z.string().max(200).optional(), cardsPerColumn: z.int().min(1).max(200).default(50) }))
    .output(z.object({ pipeline: Pipeline, columns: z.array(BoardColumn) })),
  /** Filter and sort by every field of `OpportunityFields`, plus `outcome`. */
  list: procedure.input(ListQuery).output(listOf(Opportunity)),
  get: procedure.input(z.object({ id: RecordId })).output(Opportunity.extend({ stages: z.array(StageChange) })),
  create: procedure.input(OpportunityFields.partial().required({ name: true })).output(Opportunity),
  update: procedure.input(z.object({ id: RecordId, fields: OpportunityFields.omit({ stageId: true }).partial() })).output(Opportunity),
  /**
   * Moves a deal to another stage and writes the stage history. Refused: lost without a reason, won without an amount;
   * `competitorName` names a rival that may be new. Winning or losing sets the close date; leaving an end stage clears it.
   */
  move: procedure
    .input(z.object({ id: RecordId, stageId: RecordId, reason: line(200).optional(), competitorName: line(200).optional(), amountMinor: Minor.nonnegative().optional(), closedOn: PlainDate.optional() }))
    .output(Opportunity),
  remove: procedure.input(z.object({ id: RecordId })).output(z.object({})),
}
