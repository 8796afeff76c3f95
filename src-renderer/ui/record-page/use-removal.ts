import { ElMessageBox } from 'element-plus'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { useNotices, useTabs } from '../frame/index.ts'

interface RemovalOptions {
  readonly title: () => string
  /** Names the record and says that it can be brought back. */
  readonly question: () => string
  readonly remove: () => Promise<unknown>
  readonly done: () => string
  /** Name of the route that is shown afterwards. */
  readonly list: string
}

/** Gives a function that asks, deletes a record into the bin, closes its tab and goes to the list; what the service refuses is said. */
export function useRemoval(options: RemovalOptions): () => Promise<void> {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()
  const tabs = useTabs()
  const notices = useNotices()

  return async () => {
    const isSure = await ElMessageBox.confirm(options.question(), options.title(), {
      confirmButtonText: t('common.action.delete'),
      cancelButtonText: t('common.action.cancel'),
      type: 'warning',
    }).catch(() => null)
    if (isSure === null) return
    // Afterwards the record has no name any more.
    const done = options.done()
    try {
      await options.remove()
      notices.done(done)
      tabs.close(route.path)
      await router.push({ name: options.list })
    } catch (failure) {
      notices.failed(failure)
    }
  }
}
