import { onMounted, ref } from 'vue'
import type { FoundPeer } from '#shared/contract/sync-ways.contract.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { useRead, useRpc } from '#renderer/ui/rpc/index.ts'

/** What this copy does in the office network: whether others may connect, and who is there. */
export function useLan() {
  const rpc = useRpc()
  const notices = useNotices()
  const isSwitching = ref(false)
  const read = useRead({ key: ['sync.lan'], tables: ['lan', 'sync', 'workspace', 'employee'], query: ({ signal }) => rpc.syncLan.status(undefined, { signal }) })

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    isSwitching.value = true
    try {
      await work()
    } catch (error) {
      notices.failed(error)
    } finally {
      isSwitching.value = false
    }
    await read.refetch()
  }

  const listen = (isOn: boolean): Promise<void> => attempt(() => (isOn ? rpc.syncLan.listen({}) : rpc.syncLan.silence()))
  const look = (): Promise<void> => attempt(() => rpc.syncLan.look())
  const connect = ({ address }: FoundPeer): Promise<void> => attempt(() => rpc.syncWays.add({ kind: 'lan', address }))
  onMounted(() => {
    if (read.data.value?.discovery === 'on') void rpc.syncLan.look()
  })

  return { ...read, isSwitching, listen, look, connect }
}
