import { idBytes } from '../../db/record-id.ts'
import type { FilterCondition, FilterGroup } from '#shared/contract/list-query.ts'
import { isPlainDate } from '#shared/kernel/plain-date.ts'
import { refuseField } from '../../refusal.ts'
import type { FieldType, ListField, Piece } from './list-entity.ts'

const MAX_DEPTH = 3
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export interface FilterNames {
  readonly fields: Readonly<Record<string, ListField>>
  /** Stands for `me` in conditions on people. */
  readonly me: string
}

/**
 * Turns a filter into a condition.
 *
 * Edge    a group without content is true.
 * Errors  `unknown-field`, `filter-value` (a value that the field cannot have), `filter-too-deep`.
 */
export function compileFilter(group: FilterGroup, names: FilterNames, depth = 1): Piece {
  if (depth > MAX_DEPTH) refuseField('filter', 'filter-too-deep', { limit: MAX_DEPTH })
  const pieces = [
    ...group.conditions.map((condition) => compileCondition(condition, names)),
    ...group.groups.map((inner) => compileFilter(inner, names, depth + 1)),
  ]
  if (pieces.length === 0) return { sql: '1', parameters: [], needs: [] }
  return {
    sql: `(${pieces.map((piece) => piece.sql).join(group.join === 'and' ? ' AND ' : ' OR ')})`,
    parameters: pieces.flatMap((piece) => piece.parameters),
    needs: pieces.flatMap((piece) => piece.needs),
  }
}

function compileCondition(condition: FilterCondition, names: FilterNames): Piece {
  const field = Object.hasOwn(names.fields, condition.field) ? names.fields[condition.field] : undefined
  if (!field) return refuseField(condition.field, 'unknown-field', { field: condition.field })
  const needs = field.needs ?? []
  const x = field.sql
  const piece = (sql: string, parameters: readonly unknown[] = []): Piece => ({ sql, parameters, needs })
  switch (condition.operator) {
    case 'isEmpty':
      return piece(field.type === 'text' ? `(${x} IS NULL OR ${x} = '')` : `${x} IS NULL`)
    case 'isNotEmpty':
      return piece(field.type === 'text' ? `(${x} IS NOT NULL AND ${x} <> '')` : `${x} IS NOT NULL`)
    case 'is':
    case 'isNot':
      return anyOf(condition, field, names, piece)
    case 'contains': {
      if (field.type !== 'text') refuseField(condition.field, 'filter-value', { field: condition.field, value: 'contains' })
      const words = condition.values.map(String).filter((word) => word.trim() !== '')
      if (words.length === 0) return piece('1')
      const pattern = (word: string): string => `%${word.trim().replace(/[\\%_]/g, '\\$&')}%`
      return piece(`(${words.map(() => `${x} LIKE ? ESCAPE '\\'`).join(' OR ')})`, words.map(pattern))
    }
    case 'atLeast':
    case 'atMost': {
      const [value] = condition.values
      if (value === undefined) return piece('1')
      if (field.type === 'instant' && typeof value === 'string') {
        const [start, end] = dayBounds(condition.field, value)
        return condition.operator === 'atLeast' ? piece(`${x} >= ?`, [start]) : piece(`${x} < ?`, [end])
      }
      return piece(`${x} ${condition.operator === 'atLeast' ? '>=' : '<='} ?`, [valueOf(condition.field, value, field.type, names)])
    }
  }
}

function anyOf(condition: FilterCondition, field: ListField, names: FilterNames, piece: (sql: string, parameters?: readonly unknown[]) => Piece): Piece {
  const values = condition.values.map((value) => valueOf(condition.field, value, field.type, names))
  if (values.length === 0) return piece('1')
  const list = `${field.sql} IN (${values.map(() => '?').join(', ')})`
  return condition.operator === 'is' ? piece(list, values) : piece(`(${field.sql} IS NULL OR NOT ${list})`, values)
}

function valueOf(name: string, value: string | number, type: FieldType, names: FilterNames): unknown {
  const wrong = (): never => refuseField(name, 'filter-value', { field: name, value })
  switch (type) {
    case 'text':
      return String(value)
    case 'number':
    case 'instant':
      return typeof value === 'number' && Number.isFinite(value) ? value : wrong()
    case 'date':
      return typeof value === 'string' && isPlainDate(value) ? value : wrong()
    case 'boolean':
      return value === 1 || value === 'true' ? 1 : value === 0 || value === 'false' ? 0 : wrong()
    case 'id': {
      const id = value === 'me' ? names.me : value
      return typeof id === 'string' && UUID.test(id) ? idBytes(id) : wrong()
    }
  }
}

/** First instant of a local day, and of the day after. */
function dayBounds(name: string, day: string): [number, number] {
  if (!isPlainDate(day)) refuseField(name, 'filter-value', { field: name, value: day })
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return [new Date(year, month - 1, date).getTime(), new Date(year, month - 1, date + 1).getTime()]
}
