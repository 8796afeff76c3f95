import * as z from 'zod'

/**
 * How a list field is compared; `is` and `isNot` take a list and mean "any of". `me` stands for the employee of this copy in fields of people;
 * instants (UTC ms) may be compared with a date, which then means the local day; a boolean field takes 1 and 0.
 */
export const filterOperators = ['is', 'isNot', 'contains', 'atLeast', 'atMost', 'isEmpty', 'isNotEmpty'] as const
export const FilterCondition = z.object({
  field: z.string(),
  operator: z.enum(filterOperators),
  values: z.array(z.union([z.string(), z.number()])).max(500),
})
export type FilterCondition = z.infer<typeof FilterCondition>

/** Conditions and groups joined by one word; at most three levels deep. */
export interface FilterGroup {
  join: 'and' | 'or'
  conditions: FilterCondition[]
  groups: FilterGroup[]
}
export const FilterGroup: z.ZodType<FilterGroup> = z.object({
  join: z.enum(['and', 'or']),
  conditions: z.array(FilterCondition).max(50),
  groups: z.array(z.lazy(() => FilterGroup)).max(10),
})

export const Sort = z.object({ field: z.string(), direction: z.enum(['asc', 'desc']) })
export type Sort = z.infer<typeof Sort>

/**
 * Which rows of a list: what is searched, filtered and sorted, and the window of rows that is seen.
 *
 * Edge  an unknown field in a filter or sort is refused with problem `unknown-field`; ties are broken by id.
 */
export const ListQuery = z.object({
  search: z.string().trim().max(200).optional(),
  filter: FilterGroup.optional(),
  sort: z.array(Sort).max(3).optional(),
  offset: z.int().nonnegative().default(0),
  limit: z.int().min(1).max(500).default(100),
})
export type ListQuery = z.infer<typeof ListQuery>

/** One window of a list, with the size of the whole and the sums of its number columns. */
export function listOf<Row extends z.ZodType>(row: Row) {
  return z.object({ rows: z.array(row), total: z.int(), sums: z.record(z.string(), z.number()) })
}
