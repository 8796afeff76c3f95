import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { ExchangeOutcome, SyncWay } from '#shared/contract/sync-ways.contract.ts'
import { useFormat } from '#renderer/ui/format/index.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { useTask } from '#renderer/ui/progress/index.ts'
import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'

/** The ways to other copies, and what one may do with them. What fails is told in a notice. */
export function useWays() {
  const { t } = useI18n()
  const format = useFormat()
  const rpc = useRpc()
  const notices = useNotices()
  const task = useTask()
  const testing = ref<number | null>(null)
  const read = useRead({ key: ['sync.ways'], tables: ['sync', 'workspace'], query: ({ signal }) => rpc.syncWays.list(undefined, { signal }) })

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      notices.failed(error)
    }
  }

  async function test({ seq, address }: SyncWay): Promise<void> {
    testing.value = seq
    await attempt(async () => {
      const { copies, bundles } = await rpc.syncWays.test({ seq })
      notices.done(t('sync-page.ways.tested', { way: address, copies: format.number(copies), bundles: format.number(bundles) }))
    })
    testing.value = null
  }

  const exchange = ({ seq }: SyncWay): Promise<void> =>
    attempt(async () => {
      const outcome = await task.run((signal) => rpc.syncWays.exchange({ seq }, { signal }))
      if (outcome) notices.done(sentence(outcome))
    })

  function sentence({ sent, received, counts, held }: ExchangeOutcome): string {
    if (sent === 0 && received === 0) return t('sync-page.ways.nothing-new')
    const words = [t('sync-page.ways.exchanged', { sent: format.number(sent), received: format.number(received), n: format.number(counts.applied) })]
    if (held > 0) words.push(t('sync-page.ways.held-some', { n: format.number(held) }))
    return words.join(' ')
  }

  const setAutomatic = ({ seq }: SyncWay, isAutomatic: boolean): Promise<void> => attempt(() => rpc.syncWays.setAutomatic({ seq, isAutomatic }))
  const remove = ({ seq }: SyncWay): Promise<void> => attempt(() => rpc.syncWays.remove({ seq }))

  return { ...read, task, testing, test, exchange, setAutomatic, remove }
}
