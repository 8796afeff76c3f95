import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useQueryCache } from '@pinia/colada'
import type { LostEntry } from '#shared/contract/sync.contract.ts'
import { recordTables } from '#shared/contract/record-tables.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { readAgain, useRead, useRpc } from '#renderer/ui/rpc/index.ts'

const PAGE = 50

/** The conflict inbox: values that did not prevail, newest first, with what one can do about each. */
export function useConflicts() {
  const rpc = useRpc()
  const { t } = useI18n()
  const notices = useNotices()
  const cache = useQueryCache()
  const isOpen = ref(true)
  const limit = ref(PAGE)
  const busy = ref<ReadonlySet<number>>(new Set())

  const { data, error, refetch } = useRead({
    key: () => ['sync.lost', isOpen.value ? 'open' : 'all', limit.value],
    tables: recordTables,
    query: ({ signal }) => rpc.sync.lost.list({ isOpen: isOpen.value, limit: limit.value }, { signal }),
  })
  const entries = computed(() => data.value?.rows ?? [])
  const total = computed(() => data.value?.total ?? 0)

  /** Makes the lost value the present one, or brings the deleted record back. */
  async function setBack(entry: LostEntry): Promise<void> {
    await change([entry.seq], async () => {
      await rpc.sync.lost.setBack({ seq: entry.seq })
      notices.done(t(entry.kind === 'edit' ? 'sync-page.conflicts.set-back-done' : 'sync-page.conflicts.restored'))
    })
  }

  async function settle(seqs: readonly number[]): Promise<void> {
    await change(seqs, async () => {
      const { settled } = await rpc.sync.lost.settle({ seqs: [...seqs] })
      notices.done(t('sync-page.conflicts.settled', { n: settled }, settled))
    })
  }

  async function change(seqs: readonly number[], work: () => Promise<void>): Promise<void> {
    busy.value = new Set([...busy.value, ...seqs])
    try {
      await work()
      await Promise.all(['sync.lost', 'sync.status'].map((name) => readAgain(cache, { key: [name] })))
    } catch (failure) {
      notices.failed(failure)
    } finally {
      busy.value = new Set([...busy.value].filter((seq) => !seqs.includes(seq)))
    }
  }

  function more(): void {
    limit.value = Math.min(500, limit.value + PAGE)
  }

  return { data, entries, total, error, refetch, isOpen, busy, setBack, settle, more }
}
