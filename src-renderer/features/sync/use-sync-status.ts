import { recordTables } from '#shared/contract/record-tables.ts'
import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'

/** What is told of sync besides the tables of records. */
export const syncNews = ['sync', 'sync_hold', 'lan', 'workspace'] as const

/** Reads where this copy stands against the others; every write may add a step that is not passed on. */
export function useSyncStatus() {
  const rpc = useRpc()
  return useRead({
    key: ['sync.status'],
    tables: [...recordTables, ...syncNews],
    query: ({ signal }) => rpc.sync.status(undefined, { signal }),
  })
}
