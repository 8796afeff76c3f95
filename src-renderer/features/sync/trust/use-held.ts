import { useI18n } from 'vue-i18n'
import type { HeldEntry } from '#shared/contract/sync-trust.contract.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'
import { syncNews } from '../use-sync-status.ts'

/** Bundles that are kept and not merged, and what may be decided about them. */
export function useHeld() {
  const { t } = useI18n()
  const rpc = useRpc()
  const notices = useNotices()
  const read = useRead({ key: ['sync.held'], tables: [...syncNews, 'employee', 'org_unit', 'customer'], query: ({ signal }) => rpc.syncHeld.list(undefined, { signal }) })

  async function accept({ seq }: HeldEntry): Promise<void> {
    try {
      await rpc.syncHeld.accept({ seq })
      notices.done(t('sync-page.held.accepted'))
      await read.refetch()
    } catch (error) {
      notices.failed(error)
    }
  }
  async function forget({ seq }: HeldEntry): Promise<void> {
    try {
      await rpc.syncHeld.forget({ seq })
      await read.refetch()
    } catch (error) {
      notices.failed(error)
    }
  }

  return { ...read, accept, forget }
}
