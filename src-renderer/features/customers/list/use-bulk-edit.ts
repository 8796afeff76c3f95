import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { ListQuery } from '#shared/contract/list-query.ts'
import type { RowSelection } from '#renderer/ui/data-table/index.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { useRpc } from '#renderer/ui/rpc/index.ts'
import { useUndo } from '../../journal/public.ts'
import { MAX_BULK, selectedIds } from './all-ids.ts'
import type { BulkField } from './bulk-fields.ts'

/**
 * Sets a field of every ticked customer in one step, which can be undone from the notice.
 *
 * Edge    more than 10,000 customers are refused before anything is written, with the way out.
 */
export function useBulkEdit(selection: () => RowSelection, query: () => Pick<ListQuery, 'search' | 'filter' | 'sort'>) {
  const { t } = useI18n()
  const rpc = useRpc()
  const notices = useNotices()
  const undo = useUndo()
  const isBusy = ref(false)

  /** Gives true when it was written. */
  async function write(fields: Partial<Record<BulkField, string | null>>, field: string, value: string): Promise<boolean> {
    isBusy.value = true
    try {
      const ids = await selectedIds(selection(), (offset, limit) => rpc.customers.list({ ...query(), offset, limit }))
      if (ids.length > MAX_BULK) {
        notices.show({ kind: 'warn', text: t('customers.bulk.too-many', { n: MAX_BULK }) })
        return false
      }
      // The contract checks the values; the names of the fields are those it takes.
      const { changed } = await rpc.customers.updateMany({ ids, fields: fields as Parameters<typeof rpc.customers.updateMany>[0]['fields'] })
      selection().clear()
      // The step is named now, so that the notice never undoes a later one.
      const step = (await rpc.journal.steps({ limit: 1 })).rows[0]
      const words = t('customers.bulk.done', { n: changed, field, value }, changed)
      notices.done(words, step ? { label: t('customers.bulk.undo'), run: () => undo.undo(step.seq) } : undefined)
      return true
    } catch (error) {
      notices.failed(error)
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, write }
}
