import { computed, onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import type { TimelineEntry } from '#shared/contract/customers.contract.ts'
import { onTablesChanged, useRpc } from '#renderer/ui/rpc/index.ts'
import { groupTimeline } from './group-timeline.ts'

const PAGE_ENTRIES = 50
const tables = ['customer', 'activity', 'activity_contact', 'sales_order', 'order_line', 'opportunity', 'stage_change']

export type TimelineKind = TimelineEntry['kind']

/**
 * Reads the timeline of a customer page by page and keeps it grouped.
 *
 * Edge    after a change of data or filter everything that was shown is read again, so that no page boundary doubles an entry.
 */
export function useTimeline(id: MaybeRefOrGetter<string>, kinds: MaybeRefOrGetter<readonly TimelineKind[]>) {
  const rpc = useRpc()
  const entries = shallowRef<readonly TimelineEntry[]>()
  const total = shallowRef(0)
  const error = shallowRef<unknown>(null)
  let running = new AbortController()

  const grouped = computed(() => (entries.value ? groupTimeline(entries.value) : undefined))
  const hasMore = computed(() => (entries.value?.length ?? 0) < total.value)

  async function read(wanted: number, kept: readonly TimelineEntry[]): Promise<void> {
    running.abort()
    const own = (running = new AbortController())
    const chosen = toValue(kinds)
    try {
      let all = kept
      let count = Infinity
      while (all.length < Math.min(wanted, count)) {
        const limit = Math.min(200, wanted - all.length)
        const input = { id: toValue(id), offset: all.length, limit, ...(chosen.length > 0 ? { kinds: [...chosen] } : {}) }
        const page = await rpc.customers.timeline(input, { signal: own.signal })
        all = [...all, ...page.entries]
        count = page.entries.length === 0 ? 0 : page.total
        total.value = page.total
      }
      if (own.signal.aborted) return
      entries.value = all
      error.value = null
    } catch (failure) {
      if (!own.signal.aborted) error.value = failure
    }
  }

  const reload = (): Promise<void> => read(Math.max(PAGE_ENTRIES, entries.value?.length ?? 0), [])
  const more = (): Promise<void> => read((entries.value?.length ?? 0) + PAGE_ENTRIES, entries.value ?? [])

  watch(
    () => [toValue(id), ...toValue(kinds)].join(),
    () => {
      void read(PAGE_ENTRIES, [])
    },
    { immediate: true },
  )
  onTablesChanged(tables, () => void reload())
  onScopeDispose(() => running.abort())

  return { grouped, total, error, hasMore, more, reload }
}
