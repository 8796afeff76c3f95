import type { Workspace } from '../../db/workspace.ts'
import { localChains, storedBundle } from '../chain/local-chains.ts'
import { OrgScopes } from '../chain/org-scopes.ts'
import { sealOutbox } from '../chain/seal-outbox.ts'
import { makeDurable } from '../chain/durable.ts'
import { holdsAll, type ScopeGrant } from '../identity/certificate.ts'
import type { Identity } from '../identity/identity.ts'
import type { Scope } from '../identity/scope.ts'
import { openPackageWay } from '../ways/package-way.ts'
import { refuse } from '../../refusal.ts'

/**
 * Writes a package from which a new or long silent copy begins: the present state of all that it may read, as one signed snapshot a scope, instead
 * of everything that was ever said. Gives the number of bundles.
 *
 * Errors  `snapshot-not-allowed` unless we are an admin of everything; `WayProblem` when the file cannot be written.
 * Cost    one pass over all rows.
 */
export async function writeSnapshot(workspace: Workspace, identity: Identity, grant: ScopeGrant, path: string, signal: AbortSignal): Promise<number> {
  const { db, site } = workspace
  if (!identity.certified.isAdmin || !holdsAll(identity.certified.scopes)) return refuse('snapshot-not-allowed')
  const scopes = scopesOf(workspace, grant)
  sealOutbox(workspace, { folds: scopes })
  makeDurable(db)
  const way = openPackageWay(path, { firm: identity.firmTag.toString('hex'), writer: Buffer.from(site).toString('hex') })
  let count = 0
  try {
    const held = new Set<string>(scopes)
    const chains = localChains(db).filter(({ scope, isOwn }) => scope === 'control' || (isOwn && held.has(scope)))
    for (const { site: author, scope, from, to } of chains) {
      for (let n = from; n > 0 && n <= to; n++) {
        const bytes = storedBundle(db, author, scope, n)
        if (!bytes) continue
        await way.put({ site: author, scope, n, bytes }, signal)
        count++
      }
    }
  } catch (cause) {
    await way.abandon()
    throw cause
  }
  await way.close()
  return count
}

/** Every scope that a holder may read: all that there are for one who holds everything. */
function scopesOf({ db }: Workspace, grant: ScopeGrant): Scope[] {
  if (!holdsAll(grant)) return new OrgScopes(db).expand(grant)
  return [...new OrgScopes(db).all()]
}
