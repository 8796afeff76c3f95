import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import { FilterGroup, type FilterCondition } from '#shared/contract/list-query.ts'

/**
 * Gives the part of an address by which a number leads to its records: a list opened with it shows exactly what was counted.
 *
 * Shape   `?filter=<JSON of a FilterGroup>`; conditions are joined by "and".
 */
export function filterAddress(conditions: readonly FilterCondition[]): LocationQueryRaw {
  return { filter: JSON.stringify({ join: 'and', conditions: [...conditions], groups: [] } satisfies FilterGroup) }
}

/** Reads a filter from an address. Edge: none, or one that is no filter (a hand-typed address), gives undefined. */
export function filterFromAddress(query: LocationQuery): FilterGroup | undefined {
  const text = query['filter']
  if (typeof text !== 'string') return undefined
  const parsed = FilterGroup.safeParse(parseJson(text))
  return parsed.success ? parsed.data : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
