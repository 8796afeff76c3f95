import { useQueryCache } from '@pinia/colada'
import type { WorkspaceStatus } from '#shared/contract/workspace.contract.ts'
import { useTabs } from '../frame/use-tabs.ts'
import { readAgain } from './read-again.ts'
import { useShell } from './shell.ts'
import { useTableChanges } from './use-table-changes.ts'

/** Gives a function that opens a workspace and makes the whole window follow: it is opened again at the next start, nothing of the old one stays. */
export function useWorkspaceSwitch() {
  const shell = useShell()
  const cache = useQueryCache()
  const changes = useTableChanges()
  const tabs = useTabs()

  /** Errors: what `open` throws; the old workspace is then still open. */
  return async (open: () => Promise<WorkspaceStatus>): Promise<WorkspaceStatus> => {
    const status = await open()
    await shell.rememberWorkspace({ directory: status.directory })
    tabs.closeAll()
    cache.setQueryData(['workspace.status'], status)
    await readAgain(cache)
    changes.announceAll()
    return status
  }
}
