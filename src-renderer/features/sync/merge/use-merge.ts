import { useQueryCache } from '@pinia/colada'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { MergeResult } from '#shared/contract/sync.contract.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { describeFailure, readAgain, useRpc } from '#renderer/ui/rpc/index.ts'
import { totalsOf } from './merge-outcome.ts'

export interface MergeProgress {
  /** `backup` or the path of the source that is read. */
  readonly step: string
  readonly done: number
  readonly total: number | null
}

/**
 * Runs one merge of several sources and keeps what each brought. A store, so that a merge goes on while the person looks at another page.
 *
 * Edge    cancelling leaves the sources that were already done; the page then says which ones are not known to be done.
 */
export const useMerge = defineStore('sync-merge', () => {
  const rpc = useRpc()
  const notices = useNotices()
  const cache = useQueryCache()
  const progress = ref<MergeProgress | null>(null)
  const results = shallowRef<readonly MergeResult[] | null>(null)
  const wasCancelled = ref(false)
  let running: AbortController | null = null

  const isRunning = computed(() => progress.value !== null)
  const totals = computed(() => (results.value ? totalsOf(results.value) : null))

  async function run(paths: readonly string[]): Promise<void> {
    if (isRunning.value || paths.length === 0) return
    running = new AbortController()
    results.value = null
    wasCancelled.value = false
    progress.value = { step: 'backup', done: 0, total: null }
    try {
      for await (const event of await rpc.sync.merge({ paths: [...paths] }, { signal: running.signal })) {
        if (event.type === 'progress') progress.value = { step: event.step, done: event.done, total: event.total }
        else results.value = event.result.results
      }
    } catch (error) {
      wasCancelled.value = describeFailure(error).kind === 'cancelled' || running.signal.aborted
      if (!wasCancelled.value) notices.failed(error)
    } finally {
      progress.value = null
      running = null
      // The log and the lamp change also when no record did.
      await Promise.all(['sync.status', 'sync.merges', 'sync.lost'].map((name) => readAgain(cache, { key: [name] })))
    }
  }

  function cancel(): void {
    running?.abort()
  }

  function clear(): void {
    results.value = null
    wasCancelled.value = false
  }

  return { progress, isRunning, results, totals, wasCancelled, run, cancel, clear }
})
