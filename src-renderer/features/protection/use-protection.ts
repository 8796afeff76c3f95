import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'

/** Gives what protects the open workspace on the disk; null when none is open. */
export function useProtection() {
  const rpc = useRpc()
  return useRead({ key: ['workspace.protection'], tables: ['workspace'], query: ({ signal }) => rpc.workspace.protection(undefined, { signal }) })
}
