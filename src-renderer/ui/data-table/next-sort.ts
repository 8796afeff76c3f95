import type { Sort } from '#shared/contract/list-query.ts'

const MAX_SORTS = 3

/** Gives the sort after a click on a head: ascending, descending, none; with `isAdding` (Shift) beside what is sorted already. */
export function nextSort(sort: readonly Sort[], field: string, isAdding: boolean): Sort[] {
  const known = sort.find((one) => one.field === field)
  const others = isAdding ? sort.filter((one) => one.field !== field) : []
  if (!known) return [...others, { field, direction: 'asc' as const }].slice(-MAX_SORTS)
  if (known.direction === 'desc') return [...others]
  const turned = { field, direction: 'desc' as const }
  return isAdding ? sort.map((one) => (one.field === field ? turned : one)) : [turned]
}
