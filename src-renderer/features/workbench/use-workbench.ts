import { recordTables } from '#shared/contract/record-tables.ts'
import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'

/** Reads everything that the workbench shows, in one answer; any write may change it. */
export function useWorkbench() {
  const rpc = useRpc()
  return useRead({ key: ['workbench.get'], tables: recordTables, query: ({ signal }) => rpc.workbench.get(undefined, { signal }) })
}
