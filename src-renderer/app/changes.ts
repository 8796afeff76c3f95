import type { useQueryCache } from '@pinia/colada'
import { readAgain, type TributaryClient } from '../ui/rpc/index.ts'

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
    void readAgain(cache, { predicate: (entry) => (entry.meta.tables ?? []).some((table) => tables.has(table)) })
  }

  for await (const change of await client.events.changes(undefined, { signal })) {
    for (const table of change.tables) gathered.add(table)
    timer ??= setTimeout(flush, 80)
  }
}
