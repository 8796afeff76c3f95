import type { Workspace } from '../../db/workspace.ts'
import { refuse } from '../../refusal.ts'
import { makeDurable } from '../chain/durable.ts'
import { localChains, storedBundle } from '../chain/local-chains.ts'
import { OrgScopes } from '../chain/org-scopes.ts'
import { sealOutbox } from '../chain/seal-outbox.ts'
import { holdsAll, type ScopeGrant } from '../identity/certificate.ts'
import type { Identity } from '../identity/identity.ts'
import type { LocalChain } from './exchange.ts'
import { wayContext } from './exchange-over.ts'
import { writePackage } from './write-package.ts'

/**
 * Writes a package from which a new or long silent copy begins: the present state of all that it may read, as one signed snapshot a scope, instead
 * of everything that was ever said. Gives the number of bundles.
 *
 * Errors  `snapshot-not-allowed` unless we are an admin of everything; those of `writePackage`.
 * Cost    one pass over all rows.
 */
export async function writeSnapshot(workspace: Workspace, identity: Identity, grant: ScopeGrant, path: string, signal: AbortSignal): Promise<number> {
  const { db } = workspace
  if (!identity.certified.isAdmin || !holdsAll(identity.certified.scopes)) return refuse('snapshot-not-allowed')
  const organisation = new OrgScopes(db)
  const scopes = holdsAll(grant) ? organisation.all() : organisation.expand(grant)
  sealOutbox(workspace, { folds: scopes })
  makeDurable(db)
  const held = new Set<string>(scopes)
  const chains = localChains(db).filter(({ scope, isOwn, from }) => from > 0 && (scope === 'control' || (isOwn && held.has(scope))))
  const content = { chains, bundle: ({ site, scope }: LocalChain, n: number) => Promise.resolve(storedBundle(db, site, scope, n)) }
  return writePackage(path, wayContext(workspace, identity), content, signal)
}
