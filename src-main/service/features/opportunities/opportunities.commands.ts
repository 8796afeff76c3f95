import type { z } from 'zod'
import type { Opportunity, OpportunityFields, opportunitiesContract } from '#shared/contract/opportunities.contract.ts'
import { moveStage, type Outcome } from '#shared/domain/opportunities/move-stage.ts'
import { changedOnly, definedOnly, type Given } from '#shared/kernel/given.ts'
import { derivedId } from '../../db/derived-id.ts'
import type { Records } from '../../db/records.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { refuse, refuseField } from '../../refusal.ts'
import { requireRight } from '../../rights.ts'
import { checkReference, requireOwner } from '../references/public.ts'
import { getOpportunity } from './opportunities.queries.ts'

type Fields = Given<OpportunityFields>
type Move = z.infer<(typeof opportunitiesContract.move)['~orpc']['inputSchema'] & object>

interface StageRow {
  readonly id: Buffer
  readonly pipelineId: Buffer
  readonly outcome: Outcome
}

/**
 * Opens a deal: in the first stage of the first pipeline unless one is given, for who opens it, today.
 *
 * Errors  `Forbidden`; refuses missing or deleted references, `lost-without-reason`, `won-without-amount`.
 */
export function createOpportunity(workspace: Workspace, input: Fields & { readonly name: string }): Opportunity {
  requireRight(workspace.actor, 'opportunities.write')
  const today = workspace.clock.today()
  const fields: Fields = { ...input, ownerId: input.ownerId === undefined ? idText(workspace.actor.employeeId) : input.ownerId }
  checkFields(workspace, fields)
  const stage = fields.stageId === undefined ? firstStage(workspace) : requireStage(workspace, fields.stageId)
  const ending = decideMove({ outcome: 'open', amountMinor: fields.amountMinor ?? null, closedOn: null, reason: null }, stage.outcome, {
    amountMinor: fields.amountMinor ?? undefined,
    reason: fields.reason ?? undefined,
    closedOn: fields.closedOn ?? undefined,
    today,
  })
  const { value: id } = workspace.write({ kind: 'opportunity.created', detail: { name: input.name } }, (records) => {
    const deal = records.insert('opportunity', {
      ...toRow({ ...fields, createdOn: fields.createdOn ?? today }),
      name: input.name,
      currency: fields.currency ?? workspace.firm().currency,
      pipeline_id: stage.pipelineId,
      stage_id: stage.id,
      amount_minor: ending.amountMinor,
      closed_on: ending.closedOn,
      reason: ending.reason ?? fields.reason ?? null,
    })
    records.insert('stage_change', { opportunity_id: deal, to_stage_id: stage.id, changed_at: workspace.clock.now() })
    return deal
  })
  return getOpportunity(workspace, idText(id))
}

/**
 * Sets some fields of a deal; its stage is changed by `moveOpportunity`.
 *
 * Errors  as `createOpportunity`, and `NotFound`; refuses `closed-without-day`, `open-with-closing-day`.
 */
export function updateOpportunity(workspace: Workspace, input: { readonly id: string; readonly fields: Omit<Fields, 'stageId'> }): Opportunity {
  requireRight(workspace.actor, 'opportunities.write')
  const before = getOpportunity(workspace, input.id)
  const fields = changedOnly<OpportunityFields, Fields>(input.fields, before)
  checkFields(workspace, fields)
  if (before.outcome === 'lost' && fields.reason === null) refuseField('reason', 'lost-without-reason')
  if (before.outcome === 'won' && fields.amountMinor === null) refuseField('amountMinor', 'won-without-amount')
  if (before.outcome !== 'open' && fields.closedOn === null) refuseField('closedOn', 'closed-without-day')
  if (before.outcome === 'open' && typeof fields.closedOn === 'string') refuseField('closedOn', 'open-with-closing-day')
  workspace.write({ kind: 'opportunity.updated', detail: { name: before.name } }, (records) => records.update('opportunity', idBytes(input.id), toRow(fields)))
  return getOpportunity(workspace, input.id)
}

/**
 * Moves a deal to another stage and writes its stage history.
 *
 * Edge    moving to the stage where it stands only sets what is given besides.
 * Errors  `Forbidden`, `NotFound`; refuses `lost-without-reason`, `won-without-amount`, `stage-missing`.
 */
export function moveOpportunity(workspace: Workspace, input: Move): Opportunity {
  requireRight(workspace.actor, 'opportunities.write')
  const deal = getOpportunity(workspace, input.id)
  const stage = requireStage(workspace, input.stageId)
  const { amountMinor, reason, closedOn, competitorName } = input
  const moved = decideMove(deal, stage.outcome, { amountMinor, reason, closedOn, today: workspace.clock.today() })
  const id = idBytes(input.id)
  workspace.write({ kind: 'opportunity.moved', detail: { name: deal.name } }, (records) => {
    records.update('opportunity', id, {
      stage_id: stage.id,
      pipeline_id: stage.pipelineId,
      amount_minor: moved.amountMinor,
      closed_on: moved.closedOn,
      reason: moved.reason,
      ...(competitorName === undefined ? {} : { competitor_id: competitorOf(workspace, records, competitorName) }),
    })
    if (deal.stageId !== input.stageId) {
      records.insert('stage_change', {
        opportunity_id: id, from_stage_id: idBytes(deal.stageId), to_stage_id: stage.id, changed_at: workspace.clock.now(),
      })
    }
  })
  return getOpportunity(workspace, input.id)
}

/** Deletes a deal into the bin, with its stage history. Errors: `Forbidden`, `NotFound`; refuses `opportunity-has-orders`. */
export function removeOpportunity(workspace: Workspace, id: string): void {
  requireRight(workspace.actor, 'opportunities.write')
  const { name } = getOpportunity(workspace, id)
  const key = idBytes(id)
  const orders = Number(workspace.db.prepare('SELECT count(*) FROM sales_order WHERE opportunity_id = ?').pluck().get(key))
  if (orders > 0) refuse('opportunity-has-orders', { name, count: orders })
  const changes = workspace.db.prepare<[Buffer], Buffer>('SELECT id FROM stage_change WHERE opportunity_id = ?').pluck().all(key)
  workspace.write({ kind: 'opportunity.removed', detail: { name } }, (records) => {
    for (const change of changes) records.remove('stage_change', change)
    records.remove('opportunity', key)
  })
}

function decideMove(deal: Parameters<typeof moveStage>[0], to: Outcome, given: Omit<Parameters<typeof moveStage>[1], 'to'>) {
  const moved = moveStage(deal, { ...given, to })
  if (moved.ok) return moved.value
  const { kind } = moved.error
  return refuseField(kind === 'lost-without-reason' ? 'reason' : 'amountMinor', kind)
}

function checkFields(workspace: Workspace, fields: Fields): void {
  requireOwner(workspace, fields.ownerId)
  checkReference(workspace, 'customer', fields.customerId, 'customerId')
  checkReference(workspace, 'product', fields.productId, 'productId')
  checkReference(workspace, 'competitor', fields.competitorId, 'competitorId')
}

function requireStage(workspace: Workspace, id: string): StageRow {
  checkReference(workspace, 'pipeline_stage', id, 'stageId')
  const row = stageRow(workspace, 'WHERE id = ?', idBytes(id))
  return row ?? refuseField('stageId', 'stage-missing')
}

function firstStage(workspace: Workspace): StageRow {
  const order = 'WHERE pipeline_id = (SELECT id FROM pipeline ORDER BY position, name, id LIMIT 1) ORDER BY position, id LIMIT 1'
  return stageRow(workspace, order) ?? refuseField('stageId', 'stage-missing')
}

function stageRow({ db }: Workspace, where: string, ...parameters: readonly unknown[]): StageRow | undefined {
  return db.prepare<unknown[], StageRow>(`SELECT id, pipeline_id AS pipelineId, outcome FROM pipeline_stage ${where}`).get(...parameters)
}

/** Rivals are named, not chosen: the same name is the same rival in every copy. */
function competitorOf(workspace: Workspace, records: Records, name: string): Buffer {
  const found = workspace.db.prepare<[string], Buffer>('SELECT id FROM competitor WHERE name = ? ORDER BY id').pluck().get(name)
  return found ?? records.insert('competitor', { name }, derivedId('competitor', workspace.firm().id, name))
}

function toRow(fields: Fields) {
  const { code, name, currency, reason, source, note } = fields
  return definedOnly({
    code, name, currency, reason, source, note,
    customer_id: idBytes(fields.customerId),
    owner_id: idBytes(fields.ownerId),
    product_id: idBytes(fields.productId),
    competitor_id: idBytes(fields.competitorId),
    amount_minor: fields.amountMinor,
    created_on: fields.createdOn,
    engaged_on: fields.engagedOn,
    expected_on: fields.expectedOn,
    closed_on: fields.closedOn,
  })
}
