import type { Database } from 'better-sqlite3'
import type { Workspace } from '../../db/workspace.ts'
import { learnChain } from '../chain/apply-statements.ts'
import { findDevice } from '../chain/devices.ts'
import { hold } from '../chain/held.ts'
import { OrgScopes } from '../chain/org-scopes.ts'
import { readEnvelope } from '../bundle/envelope.ts'
import type { Identity } from '../identity/identity.ts'
import { isScope } from '../identity/scope.ts'
import type { Caller, PutOutcome, RelayBundle, RelayPolicy, RelayStore } from '../relay/relay-store.ts'
import type { ChainListing, ChainName } from '../ways/way.ts'
import { storedBundle } from '../chain/local-chains.ts'

/** A copy as others in the office see it: its own bundles and those that it keeps, and a place for theirs. */
export interface WorkspaceRelay {
  readonly store: RelayStore
  readonly policy: RelayPolicy
  isRevoked(publicKey: Buffer): boolean
  /** Tells whoever waits that there is something new: call it after sealing and merging. */
  announce(): void
}

export interface WorkspaceRelayOptions {
  /** Runs a write when nobody else writes. */
  readonly asWriter: <T>(work: () => T) => Promise<T>
  /** Called after others have brought bundles: they lie among the held ones as `new`, to be merged by `receiveBundles`. */
  readonly onBrought: () => void
}

/**
 * Makes a relay of an open workspace, for its own firm.
 *
 * Edge    what is brought is stored before it is acknowledged and merged later; it is listed once it is merged.
 *         A caller sees only chains of scopes that its certificate allows.
 */
export function workspaceRelay({ db, clock }: Workspace, identity: Identity, { asWriter, onBrought }: WorkspaceRelayOptions): WorkspaceRelay {
  const firm = identity.firmTag.toString('hex')
  const watchers = new Set<() => void>()
  let turn = 0
  const announce = (): void => {
    turn++
    for (const watcher of watchers) watcher()
  }
  const mayUse = (caller: Caller, { scope }: ChainName): boolean => {
    const device = findDevice(db, Buffer.from(caller.device, 'hex'))
    return device !== null && device.revokedAt === null && isScope(scope) && new OrgScopes(db).allows(device.scopes, scope)
  }
  const store: RelayStore = {
    admit: ({ device, chain }) =>
      asWriter(() => {
        const known = findDevice(db, Buffer.from(device, 'hex'))
        if (known && known.revokedAt !== null) return 'revoked'
        return learnChain({ db, identity, organisation: new OrgScopes(db) }, chain, clock.now()) ? 'admitted' : 'revoked'
      }),
    deviceKey: (_, device) => Promise.resolve(findDevice(db, Buffer.from(device, 'hex'))?.publicKey ?? null),
    rootKey: (asked) => Promise.resolve(asked === firm ? identity.rootKey : null),
    // who is revoked is told by statements, which everybody gets
    revoke: () => Promise.resolve(),
    chains: () => Promise.resolve(listedChains(db)),
    get: (_, { site, scope }, n) => Promise.resolve(storedBundle(db, site, scope, n)),
    put: async (_, bundle) => {
      const outcome = await asWriter(() => takeIn(db, bundle, clock.now()))
      if (outcome === 'new') onBrought()
      return outcome
    },
    // others' chains are pruned here when their fold is merged
    prune: () => Promise.resolve('pruned'),
    cursor: () => Promise.resolve(String(turn)),
    watch(_, changed) {
      watchers.add(changed)
      return () => watchers.delete(changed)
    },
  }
  return {
    store,
    policy: { admits: () => true, mayRead: mayUse, mayWrite: mayUse },
    isRevoked(publicKey) {
      const found = db.prepare<[Buffer], number | null>('SELECT revoked_at FROM sync_device WHERE public_key = ?').pluck().get(publicKey)
      return typeof found === 'number'
    },
    announce,
  }
}

interface Row {
  readonly site: Buffer
  readonly scope: string
  readonly from: number
  readonly to: number
}

/** What is kept here and what was brought and waits to be merged, so that nobody brings it again. */
function listedChains(db: Database): ChainListing[] {
  return db
    .prepare<[], Row>(
      `SELECT site, scope, min(n) AS "from", max(n) AS "to" FROM (
         SELECT s.site, b.scope, b.n FROM sync_bundle b JOIN sync_site s ON s.alias = b.alias
         UNION ALL SELECT site, scope, n FROM sync_hold WHERE reason = 'new')
       GROUP BY site, scope`,
    )
    .all()
    .map(({ site, scope, from, to }) => ({ site: site.toString('hex'), scope, from, to }))
}

function takeIn(db: Database, { site, scope, n, hash, bytes }: RelayBundle, at: number): PutOutcome {
  const kept = db
    .prepare<[Buffer, string, number], Buffer>('SELECT hash FROM sync_bundle WHERE alias = (SELECT alias FROM sync_site WHERE site = ?) AND scope = ? AND n = ?')
    .pluck()
    .get(Buffer.from(site, 'hex'), scope, n)
  if (kept) return kept.equals(hash) ? 'known' : 'fork'
  const envelope = readEnvelope(bytes)
  if (!envelope.ok) return 'known'
  if (db.prepare('SELECT 1 FROM sync_hold WHERE hash = ?').get(hash)) return 'known'
  hold(db, envelope.value, 'new', at)
  return 'new'
}
