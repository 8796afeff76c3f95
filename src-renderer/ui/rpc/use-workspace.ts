import { computed } from 'vue'
import { useRpc } from './client.ts'
import { useRead } from './use-read.ts'

/** Gives whose copy is open: `status` is undefined while loading, null when none is open; `currency` is the firm's. */
export function useWorkspace() {
  const rpc = useRpc()
  const { data, error, refetch } = useRead({
    key: ['workspace.status'],
    tables: ['firm', 'employee', 'org_unit'],
    query: ({ signal }) => rpc.workspace.status(undefined, { signal }),
  })
  const currency = computed(() => data.value?.firm.currency ?? 'CNY')
  const isManager = computed(() => data.value !== undefined && data.value !== null && data.value.role !== 'rep')
  return { status: data, error, refetch, currency, isManager }
}
