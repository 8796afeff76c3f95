import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'

/** Gives the newest pairing code of this copy and what became of it; null when none was made. */
export function usePairing() {
  const rpc = useRpc()
  return useRead({ key: ['sync-join.pairing'], tables: ['lan', 'workspace'], query: ({ signal }) => rpc.syncJoin.pairing(undefined, { signal }) })
}
