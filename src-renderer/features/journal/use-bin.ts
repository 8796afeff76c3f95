import { refDebounced } from '@vueuse/core'
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { BinEntry } from '#shared/contract/journal.contract.ts'
import { recordTables, type RecordTable } from '#shared/contract/record-tables.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'

const PAGE = 100

/** Deleted records, newest first, and bringing one back. */
export function useBin() {
  const rpc = useRpc()
  const notices = useNotices()
  const { t } = useI18n()
  const search = ref('')
  const table = ref<RecordTable | 'all'>('all')
  const limit = ref(PAGE)
  const busy = ref<string | null>(null)
  const wanted = refDebounced(search, 200)

  const { data, error, refetch } = useRead({
    key: () => ['journal.bin', wanted.value, table.value, limit.value],
    tables: recordTables,
    query: ({ signal }) =>
      rpc.journal.bin.list(
        { limit: limit.value, ...(table.value === 'all' ? {} : { table: table.value }), ...(wanted.value.trim() === '' ? {} : { search: wanted.value }) },
        { signal },
      ),
  })
  const isFiltered = computed(() => wanted.value.trim() !== '' || table.value !== 'all')

  async function restore(entry: BinEntry): Promise<void> {
    busy.value = entry.id
    try {
      await rpc.journal.bin.restore({ table: entry.table, id: entry.id })
      notices.done(t('journal-page.bin.restored', { name: entry.title ?? t('journal-page.bin.untitled') }))
      await refetch()
    } catch (failure) {
      notices.failed(failure)
    } finally {
      busy.value = null
    }
  }
  function more(): void {
    limit.value = Math.min(500, limit.value + PAGE)
  }

  return { data, error, refetch, search, table, limit, busy, isFiltered, restore, more }
}
