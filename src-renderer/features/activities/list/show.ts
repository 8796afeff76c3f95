import type { FilterCondition, FilterGroup } from '#shared/contract/list-query.ts'
import { addDays } from '#shared/kernel/plain-date.ts'

/** The usual cuts through the activities: what is open, what is late, what was done. */
export const shows = ['all', 'open', 'overdue', 'done'] as const
export type Show = (typeof shows)[number]

/**
 * Gives the filter that is sent: the cut and what the person filters by.
 *
 * Edge    all without a filter gives undefined.
 */
export function showFilter(show: Show, today: string, filter: FilterGroup | undefined): FilterGroup | undefined {
  const conditions = conditionsOf(show, today)
  if (conditions.length === 0) return filter
  return { join: 'and', conditions, groups: filter ? [filter] : [] }
}

function conditionsOf(show: Show, today: string): FilterCondition[] {
  const isOpen: FilterCondition = { field: 'doneAt', operator: 'isEmpty', values: [] }
  switch (show) {
    case 'all':
      return []
    case 'open':
      return [isOpen]
    case 'overdue':
      return [isOpen, { field: 'plannedOn', operator: 'atMost', values: [addDays(today, -1)] }]
    case 'done':
      return [{ field: 'doneAt', operator: 'isNotEmpty', values: [] }]
  }
}
