import { toDayNumber } from '#shared/kernel/plain-date.ts'
import { childId } from '../../../db/derived-id.ts'
import { shown } from '../parse/decimal.ts'
import type { ParsedRow } from '../parsed-row.ts'
import { problem } from '../problem.ts'
import { StageIndex, type StageRow } from '../stages.ts'
import type { SqlValue, Values } from '../write-set.ts'
import type { ImportContext } from './import-context.ts'
import { textOf } from './master-specs.ts'
import type { RecordSpec } from './record-spec.ts'
import { codeElseName, competitorOf, customerOf, employeeOf, filled, missing, productOf } from './referenced.ts'

const NOON_MS = 43_200_000
const DAY_MS = 86_400_000
const STAGES = new WeakMap<ImportContext, StageIndex>()

/** Deals. A deal without a customer is allowed while it is being worked on; files from other programs have such. */
export const OPPORTUNITIES: RecordSpec = {
  table: 'opportunity',
  columns: {
    'opportunity.code': 'code', 'opportunity.name': 'name', 'opportunity.amount': 'amount_minor', 'opportunity.currency': 'currency',
    'opportunity.created_on': 'created_on', 'opportunity.engaged_on': 'engaged_on', 'opportunity.expected_on': 'expected_on',
    'opportunity.closed_on': 'closed_on', 'opportunity.reason': 'reason', 'opportunity.source': 'source', 'opportunity.note': 'note',
  },
  references(context, row) {
    const amount = row.amount('opportunity.amount')
    if (amount !== null && amount < 0) context.log.reject(row.number, row.header('opportunity.amount'), problem('negative-number', { text: String(amount / 100) }))
    const stage = stageOf(context, row)
    return filled({
      customer_id: customerOf(context, row)?.id ?? null,
      product_id: productOf(context, row)?.id ?? null,
      owner_id: employeeOf(context, row, 'opportunity.owner')?.id ?? null,
      competitor_id: competitorOf(context, row, 'opportunity.competitor')?.id ?? null,
      stage_id: stage?.id ?? null,
      pipeline_id: stage?.pipelineId ?? null,
    })
  },
  ownerField: 'opportunity.owner',
  find(context, row, values) {
    const code = row.text('opportunity.code')
    if (code !== null) return context.index('opportunity').byCode(code)
    const name = nameOf(row, values)
    if (name === null) return { kind: 'unknown' }
    const found = context.index('opportunity').byName(name)
    if (found.kind !== 'found') return found.kind === 'ambiguous' ? { kind: 'unknown' } : found
    // Two customers may have a deal of one name.
    const record = context.writes.inserted('opportunity', found.ref.id) ?? context.existing('opportunity', found.ref.id) ?? {}
    return sameId(record['customer_id'], values['customer_id']) ? found : { kind: 'unknown' }
  },
  complete(context, row, values) {
    const name = nameOf(row, values)
    if (name === null) return missing(context, row, 'opportunity.name')
    if (values['stage_id'] === undefined) return missing(context, row, 'opportunity.stage')
    return { owner_id: context.defaultOwner, currency: context.firm.currency, ...values, name }
  },
  key: (_, row, values) => [...codeElseName(row.text('opportunity.code'), textOf(values['name']) ?? ''), idOrNull(values['customer_id'])],
  remember: (context, ref, values) => context.index('opportunity').add(ref, textOf(values['code']), textOf(values['name']) ?? ''),
  after(context, _, ref, values, before) {
    const to = stages(context).byId(values['stage_id'])
    if (to === undefined || (before !== undefined && sameId(before['stage_id'], to.id))) return false
    const id = before === undefined ? childId(ref.id, 0) : context.randomId()
    context.writes.insert('stage_change', context.isTaken('stage_change', id) ? context.randomId() : id, {
      opportunity_id: ref.id,
      from_stage_id: idOrNull(before?.['stage_id']),
      to_stage_id: to.id,
      changed_at: changedAt(context, to, values),
    })
    return true
  },
}

function stages(context: ImportContext): StageIndex {
  let index = STAGES.get(context)
  if (index === undefined) STAGES.set(context, (index = new StageIndex(context.workspace.db)))
  return index
}

function stageOf(context: ImportContext, row: ParsedRow): StageRow | null {
  const text = row.text('opportunity.stage')
  if (text === null) return null
  const stage = stages(context).find(text)
  if (stage !== undefined) return stage
  const allowed = stages(context).names.join(', ')
  context.log.reject(row.number, row.header('opportunity.stage'), problem('unknown-choice', { text: shown(text), allowed }))
  return null
}

/** Files of deals often have no name of their own: customer and product say what it is about. */
function nameOf(row: ParsedRow, values: Values): string | null {
  const named = textOf(values['name'])
  if (named !== null) return named
  const about = [row.text('customer.name') ?? row.text('customer.code'), row.text('product.name') ?? row.text('product.code')]
  const name = about.filter((part) => part !== null).join(' ')
  return name === '' ? row.text('opportunity.code') : name.slice(0, 200)
}

/** When the deal came to where it stands: the file's own dates, as far as it has any. */
function changedAt(context: ImportContext, stage: StageRow, values: Values): number {
  const day = (stage.outcome === 'open' ? null : textOf(values['closed_on'])) ?? textOf(values['engaged_on']) ?? textOf(values['created_on'])
  return day === null ? context.workspace.clock.now() : toDayNumber(day) * DAY_MS + NOON_MS
}

function sameId(a: unknown, b: unknown): boolean {
  const left = idOrNull(a)
  const right = idOrNull(b)
  return left === null || right === null ? left === right : left.equals(right)
}

function idOrNull(value: SqlValue | unknown): Buffer | null {
  return value instanceof Uint8Array ? Buffer.from(value) : null
}
