import { useQuery, type EntryKey } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'

declare module '@pinia/colada' {
  interface TypesConfig {
    queryMeta: { tables?: readonly string[] }
  }
}

interface ReadOptions<T> {
  /** Names the answer in the cache: ['customers.summary', id]. */
  readonly key: MaybeRefOrGetter<EntryKey>
  /** Tables whose change makes the answer stale; empty: never by itself. */
  readonly tables: readonly string[]
  readonly query: (context: { signal: AbortSignal }) => Promise<T>
  /** False: not asked yet (an id is missing). */
  readonly enabled?: MaybeRefOrGetter<boolean>
}

/**
 * Reads once, keeps the answer, and reads again when one of `tables` changed or the service came back.
 *
 * Shape   what `useQuery` gives: `data`, `error`, `status` ('pending' | 'error' | 'success'), `asyncStatus`, `refetch`.
 */
export function useRead<T>(options: ReadOptions<T>) {
  return useQuery<T>({
    key: () => toValue(options.key),
    query: options.query,
    enabled: () => toValue(options.enabled ?? true),
    meta: { tables: options.tables },
    placeholderData: (previous) => previous,
    // Changes are announced; nothing goes stale by the clock alone.
    staleTime: 10 * 60_000,
  })
}
