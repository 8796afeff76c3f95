import type { FilterCondition, FilterGroup } from '#shared/contract/list-query.ts'
import type { Finder } from '../record-picker/finders.ts'

export type FilterOperator = FilterCondition['operator']

/** A field by which a list can be filtered. */
export interface FilterField {
  readonly key: string
  readonly label: string
  readonly kind: 'text' | 'choice' | 'number' | 'money' | 'date' | 'record'
  /** For `choice`. */
  readonly options?: readonly { readonly value: string | number; readonly label: string }[]
  /** For `record`. */
  readonly find?: Finder
  /** For `money`. */
  readonly currency?: string
}

const operatorsByKind: Readonly<Record<FilterField['kind'], readonly FilterOperator[]>> = {
  text: ['contains', 'is', 'isNot', 'isEmpty', 'isNotEmpty'],
  choice: ['is', 'isNot', 'isEmpty', 'isNotEmpty'],
  record: ['is', 'isNot', 'isEmpty', 'isNotEmpty'],
  number: ['atLeast', 'atMost', 'is', 'isEmpty', 'isNotEmpty'],
  money: ['atLeast', 'atMost', 'is', 'isEmpty', 'isNotEmpty'],
  date: ['atLeast', 'atMost', 'is', 'isEmpty', 'isNotEmpty'],
}

/** Gives the comparisons that make sense for a field, the usual one first. */
export function operatorsOf(field: FilterField): readonly FilterOperator[] {
  return operatorsByKind[field.kind]
}

/** True for comparisons that need no value. */
export function isBare(operator: FilterOperator): boolean {
  return operator === 'isEmpty' || operator === 'isNotEmpty'
}

/** Gives the last part of the message that names a comparison: a date is not "at least" but "on or after". */
export function operatorWord(field: FilterField, operator: FilterOperator): string {
  return field.kind === 'date' && (operator === 'atLeast' || operator === 'atMost') ? `date-${operator}` : operator
}

export function newCondition(field: FilterField): FilterCondition {
  return { field: field.key, operator: operatorsOf(field)[0] ?? 'is', values: [] }
}

export function emptyGroup(join: FilterGroup['join'] = 'and'): FilterGroup {
  return { join, conditions: [], groups: [] }
}

/**
 * Gives the filter as the service takes it: conditions without a value (just being typed) and empty groups are left out.
 *
 * Edge    nothing left gives undefined.
 */
export function completeFilter(group: FilterGroup): FilterGroup | undefined {
  const conditions = group.conditions.filter((condition) => isBare(condition.operator) || condition.values.length > 0)
  const groups = group.groups.map(completeFilter).filter((inner) => inner !== undefined)
  return conditions.length + groups.length === 0 ? undefined : { join: group.join, conditions, groups }
}

/** Counts the conditions at all levels. */
export function countConditions(group: FilterGroup | undefined): number {
  return group === undefined ? 0 : group.conditions.length + group.groups.reduce((sum, inner) => sum + countConditions(inner), 0)
}
