import { toValue, type MaybeRefOrGetter } from 'vue'
import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'

/** Reads one opportunity with its stage history; nothing while the id is null. */
export function useDeal(id: MaybeRefOrGetter<string | null>) {
  const rpc = useRpc()
  return useRead({
    key: () => ['opportunities.get', toValue(id) ?? ''],
    tables: ['opportunity', 'stage_change', 'pipeline_stage', 'activity', 'customer', 'competitor'],
    enabled: () => toValue(id) !== null,
    query: ({ signal }) => rpc.opportunities.get({ id: toValue(id) ?? '' }, { signal }),
  })
}
