import type { Database } from 'better-sqlite3'
import type { Workspace } from '../../db/workspace.ts'
import { hlcFromMs } from '../engine/clock.ts'
import { ALIVE } from '../engine/row-clocks.ts'
import type { RowRecord } from '../engine/row-record.ts'
import { holdsAll } from '../identity/certificate.ts'
import type { Identity } from '../identity/identity.ts'
import { repScope, type Scope } from '../identity/scope.ts'
import type { Statement } from '../identity/statement.ts'
import { seal } from '../store/seal.ts'
import { BundleSealer } from './bundle-sealer.ts'
import { compact } from './compact.ts'
import { allStatements, foldLongChains, MOST_BUNDLES } from './fold.ts'
import { forwardRow } from './forward.ts'
import { type FormerScopes, noteMoves, rowKey } from './moves.ts'
import { openKeys } from './keys.ts'
import { OrgScopes } from './org-scopes.ts'
import { readForwarded, readOutbox } from './outbox-records.ts'
import { replayAfterUpgrade } from './parked.ts'
import { ManagerScopes, type RowScopes, scopesOfRep } from './row-scope.ts'
import { dueStatements } from './due-statements.ts'

/**
 * Seals everything written here since the last time: the clocks go into the rows, and what others are to know into bundles.
 *
 * Changes nothing that anybody can see. Runs in the caller's transaction, or in one of its own. A copy without an identity only gets its clocks.
 */
export function sealOutbox(workspace: Workspace, also: AlsoSealed = {}): void {
  const { db, identity } = workspace
  if (!identity) seal(db)
  else if (db.inTransaction) sealNow(workspace, identity, also)
  else db.transaction(() => sealNow(workspace, identity, also)).immediate()
}

/** What is sealed besides the outbox. */
export interface AlsoSealed {
  /** What else is to be said of devices and keys. */
  readonly statements?: readonly Statement[]
  /** Own chains that are to begin anew with the present state of their rows. */
  readonly folds?: Iterable<Scope>
  /** Bundles after which a chain is folded. */
  readonly foldAfter?: number | undefined
  /** Whether clocks and old deletions may be compacted; by default only where nobody else can read the file: who does is not known to be waited for. */
  readonly compacts?: boolean | undefined
}

function sealNow(workspace: Workspace, identity: Identity, also: AlsoSealed): void {
  const { statements = [], folds = [], foldAfter = MOST_BUNDLES, compacts = workspace.key !== null } = also
  const { db } = workspace
  const own = Number(db.prepare('SELECT site FROM sync_ctx').pluck().get())
  catchUp(db, workspace.clock.now())
  const { device, isAdmin, scopes: grant } = identity.certified
  const isWhole = isAdmin && holdsAll(grant)
  replayAfterUpgrade(db, isWhole)
  if (isNew(db, own)) forwardOwnEntry(db, workspace.actor.employeeId)
  const due = dueStatements(workspace, identity)
  const sealer = new BundleSealer({ db, identity, keys: openKeys(db, identity) })
  if (due !== null || statements.length > 0) sealer.state([...statements, ...(due ?? [])])

  const isRep = workspace.actor.role === 'rep'
  // under which this copy wrote before it had to take another name
  const ownNames = db.prepare<[], number>('SELECT alias FROM sync_site WHERE nonce IS NOT NULL').pluck().all()
  const managerScopes = isRep ? null : new ManagerScopes(db)
  const former: FormerScopes = managerScopes ? noteMoves(db, managerScopes) : new Map()
  const scopes: RowScopes = managerScopes ?? scopesOfRep(workspace.actor.employeeId)
  const route = router(identity, new OrgScopes(db))
  readOutbox(db, own, (table, record) => {
    record.mask = ownSlots(record, [own])
    if (record.mask === 0) return
    const id = record.id as Buffer
    const to = new Set(scopes.of(table, id, record).map(route))
    for (const scope of former.get(rowKey(table.number, id)) ?? []) to.add(route(scope))
    for (const scope of to) sealer.add(scope, table, record)
  })
  seal(db)
  readForwarded(db, (table, record) => {
    if (isRep) record.mask = ownSlots(record, ownNames)
    if (record.mask === 0) return
    for (const scope of new Set(scopes.of(table, record.id as Buffer).map(route))) sealer.add(scope, table, record)
  })
  db.prepare('DELETE FROM sync_forward').run()
  sealer.finish()
  if (compacts && isFirstOfDay(db, workspace.clock.now())) compact(workspace, identity)
  foldLongChains(db, sealer, {
    foldAfter, also: folds, isWhole, own, scopes, route, ownSlots: isRep ? (record) => ownSlots(record, ownNames) : null, statements: () => allStatements(db, { device, isAdmin, isWhole }),
  })
}

/** The slots whose clocks are ours: what others wrote is for them to say. */
function ownSlots({ mask, clocks }: RowRecord, own: readonly number[]): number {
  let slots = 0
  for (let slot = 0; slot <= ALIVE; slot++) if ((mask & (1 << slot)) !== 0 && own.includes(clocks.s[slot] ?? 0)) slots |= 1 << slot
  return slots >>> 0
}

/** A clock that was ahead when we met it, and by now is not, moves ours: what we write is to be later than what we have seen. */
function catchUp(db: Database, now: number): void {
  db.prepare('UPDATE sync_ctx SET last_hlc = max(last_hlc, coalesce((SELECT max(seen_hlc) FROM sync_vv WHERE seen_hlc <= ?), 0))').run(hlcFromMs(now))
}

function isNew(db: Database, own: number): boolean {
  return db.prepare('SELECT 1 FROM sync_chain WHERE alias = ?').get(own) === undefined
}

const DAY_MS = 86_400_000

/** Tells it once a day; also a clock that was set back makes a new day. */
function isFirstOfDay(db: Database, now: number): boolean {
  const day = String(Math.floor(now / DAY_MS))
  return (
    db.prepare("INSERT INTO local_setting (key, value) VALUES ('sync.compacted', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value").run(day)
      .changes === 1
  )
}

/** What a copy was made with is in no outbox: its person among the employees, and the units on the way there. */
function forwardOwnEntry(db: Database, employee: Uint8Array): void {
  forwardRow(db, 'employee', employee)
  for (const id of db.prepare<[], Buffer>('SELECT id FROM org_unit').pluck().all()) forwardRow(db, 'org_unit', id)
}

/** What is for a scope that we may not write goes to those above us, who pass it on. */
function router(identity: Identity, organisation: OrgScopes): (scope: Scope) => Scope {
  const { scopes: grant, employee } = identity.certified
  const [home = repScope(employee)] = holdsAll(grant) ? ['whole' as const] : grant
  const routes = new Map<Scope, Scope>()
  return (scope) => {
    let to = routes.get(scope)
    if (!to) routes.set(scope, (to = organisation.allows(grant, scope) ? scope : home))
    return to
  }
}
