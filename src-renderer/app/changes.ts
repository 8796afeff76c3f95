import type { useQueryCache } from '@pinia/colada'
import type { TributaryClient } from '../ui/rpc/index.ts'

type QueryCache = ReturnType<typeof useQueryCache>

export interface ChangeListener {
  /** Tells which tables a commit touched. */
  readonly onTables: (tables: ReadonlySet<string>) => void
}

/**
 * Listens to the service's commits until the line is lost or `signal` aborts, and makes stale what was read from the changed tables.
 *
 * Edge    commits that come close together (an import in slices) are gathered for 80 ms, so that a page reads again once.
 */
export async function followChanges(client: TributaryClient, cache: QueryCache, listener: ChangeListener, signal: AbortSignal): Promise<void> {
  const gathered = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | null = null

  function flush(): void {
    timer = null
    const tables = new Set(gathered)
    gathered.clear()
    listener.onTables(tables)
    void invalidateTables(cache, tables)
  }

  for await (const change of await client.events.changes(undefined, { signal })) {
    for (const table of change.tables) gathered.add(table)
    timer ??= setTimeout(flush, 80)
  }
}

/** Makes every answer stale that names one of `tables` in its meta; those on the screen are read again. */
export async function invalidateTables(cache: QueryCache, tables: ReadonlySet<string>): Promise<void> {
  await cache.invalidateQueries({ predicate: (entry) => (entry.meta.tables ?? []).some((table) => tables.has(table)) })
}
