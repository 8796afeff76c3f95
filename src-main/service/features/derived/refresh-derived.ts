import type { Workspace } from '../../db/workspace.ts'
import { refreshFacts } from '../../analysis/facts/refresh.ts'
import { refreshDuplicateKeys } from '../duplicates/public.ts'
import { refreshFigures } from '../figures/public.ts'
import { refreshSearch } from '../search/public.ts'

/**
 * Computes figures, search texts, keys of the duplicate check and the fact cube after many records changed, so that whoever reads next need not.
 *
 * Shape   one transaction: nobody can come between and begin to compute the rest.
 * Cost    what changed, at most one sweep over everything: seconds for a million order lines. Meant for worker threads.
 */
export function refreshDerived(workspace: Workspace): void {
  workspace.db
    .transaction(() => {
      refreshFigures(workspace)
      refreshSearch(workspace)
      refreshDuplicateKeys(workspace)
      refreshFacts(workspace.db)
    })
    .immediate()
}
