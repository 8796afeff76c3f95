import type { useQueryCache } from '@pinia/colada'

type QueryCache = ReturnType<typeof useQueryCache>
type Filters = Parameters<QueryCache['invalidateQueries']>[0]

/**
 * Makes answers stale and reads those again that are on the screen; resolves when they stand there, also where a later call overtook this one.
 *
 * Edge    never rejects: an answer that cannot be read is told where it is shown, and is no failure of what was done before. The cache
 *         itself rejects even when a read is merely overtaken, which happens whenever a commit of ours is announced while we read again.
 */
export async function readAgain(cache: QueryCache, filters?: Filters): Promise<void> {
  await Promise.allSettled([cache.invalidateQueries(filters)])
  await Promise.allSettled(cache.getEntries(filters).flatMap((entry) => (entry.pending ? [entry.pending.refreshCall] : [])))
}
