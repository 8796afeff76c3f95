import { toValue, type MaybeRefOrGetter } from 'vue'
import type { ModelName } from '#shared/contract/analysis.contract.ts'
import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'
import type { ModelParams } from './use-model-params.ts'

/** Tables that any of the models reads. */
export const modelTables = ['sales_order', 'order_line', 'customer', 'product', 'product_category', 'opportunity', 'stage_change', 'target', 'employee', 'org_unit'] as const

/** Runs a model, and again when its parameters or the data change; the last answer stays while the next one comes. */
export function useModelRun(model: MaybeRefOrGetter<ModelName>, params: MaybeRefOrGetter<ModelParams>, enabled: MaybeRefOrGetter<boolean> = true) {
  const rpc = useRpc()
  return useRead({
    key: () => ['analysis.run', toValue(model), JSON.stringify(toValue(params))],
    tables: modelTables,
    enabled,
    query: ({ signal }) => rpc.analysis.run({ model: toValue(model), params: toValue(params) }, { signal }),
  })
}
