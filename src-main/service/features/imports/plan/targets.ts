import type { ImportContext } from './import-context.ts'
import { problem } from '../problem.ts'
import type { ParsedRow } from '../parsed-row.ts'
import type { Ref } from '../references.ts'
import type { SqlValue, Values } from '../write-set.ts'
import { textOf } from './master-specs.ts'
import type { RecordSpec } from './record-spec.ts'
import { employeeOf, missing, unitOf } from './referenced.ts'

const SCOPE = ['org_unit_id', 'employee_id', 'category_id', 'product_id'] as const

/** Targets: one per month and scope, so that a second file with the same month changes the figure. */
export const TARGETS: RecordSpec = {
  table: 'target',
  columns: { 'target.period': 'period', 'target.amount': 'amount_minor', 'target.currency': 'currency' },
  references: (context, row) => ({
    org_unit_id: unitOf(context, row, 'target.unit')?.id ?? null,
    employee_id: employeeOf(context, row, 'target.employee')?.id ?? null,
    category_id: categoryOfTarget(context, row)?.id ?? null,
    product_id: productOfTarget(context, row)?.id ?? null,
  }),
  find(context, _, values) {
    const sql = `SELECT id FROM target WHERE period = ? ${SCOPE.map((column) => `AND ${column} IS ?`).join(' ')} AND currency = ?`
    const scope = SCOPE.map((column) => values[column] ?? null)
    const id = context.query<{ id: Buffer }>(sql).get(values['period'] ?? null, ...scope, values['currency'] ?? context.firm.currency)?.id
    if (id !== undefined) return { kind: 'found', ref: { id } }
    const planned = context.plannedTargets.get(scopeKey(values))
    return planned === undefined ? { kind: 'unknown' } : { kind: 'found', ref: planned }
  },
  complete(context, row, values) {
    if (values['period'] === undefined) return missing(context, row, 'target.period')
    if (values['amount_minor'] === undefined) return missing(context, row, 'target.amount')
    if (SCOPE.every((column) => values[column] === null)) {
      context.log.reject(row.number, null, problem('target-without-owner'))
      return null
    }
    return { currency: context.firm.currency, ...values }
  },
  key: (_, __, values) => [textOf(values['period']), ...SCOPE.map((column) => idOf(values[column]))],
  remember: (context, ref, values) => void context.plannedTargets.set(scopeKey(values), ref),
}

function scopeKey(values: Values): string {
  return [textOf(values['period']), ...SCOPE.map((column) => idOf(values[column])?.toString('hex') ?? '-')].join(' ')
}

function categoryOfTarget(context: ImportContext, row: ParsedRow): Ref | null {
  const text = row.text('target.category')
  if (text === null) return null
  const lookup = context.index('product_category').byName(text)
  if (lookup.kind === 'found') return lookup.ref
  context.log.reject(row.number, row.header('target.category'), problem('unknown-choice', { text, allowed: '' }))
  return null
}

function productOfTarget(context: ImportContext, row: ParsedRow): Ref | null {
  const text = row.text('target.product')
  if (text === null) return null
  const lookup = context.index('product').byEither(text)
  return lookup.kind === 'found' ? lookup.ref : context.refuseReference(row, 'target.product', 'product', text, lookup)
}

function idOf(value: SqlValue | undefined): Buffer | null {
  return Buffer.isBuffer(value) ? value : null
}
