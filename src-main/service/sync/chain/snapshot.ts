import type { Workspace } from '../../db/workspace.ts'
import type { BundleHeader } from '../bundle/header.ts'
import { openSites } from '../store/sites.ts'
import { ChainStore } from './chain-store.ts'
import { noteSeen } from './receive-statements.ts'

/**
 * Goes on, after a snapshot was merged, behind the bundles that it covers: they need not be fetched any more, whoever wrote them.
 *
 * Edge    a chain that is further here stays where it is. What was written before the snapshot counts as seen by everybody, so that a new copy does not
 *         list conflicts of long ago.
 */
export function skipTo(workspace: Workspace, { scope, heads, to }: Pick<BundleHeader, 'scope' | 'heads' | 'to'>): void {
  const { db } = workspace
  const chains = new ChainStore(db)
  const sites = openSites(db)
  const covered = (heads ?? []).filter((head) => head[1] === scope)
  for (const [site, , n, hash] of covered) {
    const alias = sites.aliasOf(Buffer.from(site, 'hex'))
    const head = chains.head(alias, scope)
    if (alias === sites.own || head.n >= n) continue
    chains.raise(alias, scope, { ...head, n, hash: Buffer.from(hash, 'hex') })
    noteSeen(workspace, alias, covered.map(([other]) => [other, to]))
  }
}
