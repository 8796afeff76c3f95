import { recordTables } from '#shared/contract/record-tables.ts'
import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'

/** Reads where this copy stands against the others; every write may add a step that is not passed on. */
export function useSyncStatus() {
  const rpc = useRpc()
  return useRead({
    key: ['sync.status'],
    tables: recordTables,
    query: ({ signal }) => rpc.sync.status(undefined, { signal }),
  })
}
