import type { Database } from 'better-sqlite3'
import { hlcFromMs, msFromHlc } from '../engine/clock.ts'
import { DEVICE_LASTS } from '../identity/certificate.ts'
import type { Scope } from '../identity/scope.ts'
import { type KnownDevice, listDevices } from './devices.ts'
import { OrgScopes } from './org-scopes.ts'

const DAY_MS = 86_400_000
/** A device of which nothing was heard for so long no longer holds up the others; whatever it says later still arrives. */
const SILENT_MS = 90 * DAY_MS

/** Up to which clock of each site everybody who reads a scope has seen everything. */
export interface StableClocks {
  /** Whether a write is stable for all readers of these scopes: nothing older than it can still come. */
  isStable(scopes: readonly Scope[], h: number, alias: number): boolean
  /** The clock that the firm as a whole has reached: the second newest of all devices. */
  readonly reached: number
}

interface Reader {
  readonly device: KnownDevice
  readonly aliases: ReadonlySet<number>
  readonly seen: ReadonlyMap<number, number>
  /** Whatever it writes from then on is later than this. */
  readonly clock: number
  /** Scopes in which it wrote, before it had seen that, what is not here yet. */
  readonly behind: ReadonlySet<string>
}

/**
 * Works out from what the others acknowledge, which writes are known to all who read them, so that whatever they write is later.
 *
 * What somebody wrote before he had seen a write may still be under way in another chain: it counts only once his chains are here as far as they were
 * when he acknowledged, and his own clock is past that write: a clock from the future does not move the clocks of the others, and is not stable before they
 * come there.
 * Edge    a copy that was met through its file alone, and says nothing of what it has seen, makes nothing stable.
 *         A device that was revoked, or silent for 90 days as the clocks of the others tell (never by our wall clock alone), is not waited for.
 */
export function stableClocks(db: Database, own: { readonly device: Buffer; readonly alias: number }): StableClocks {
  const reached = reachedClock(db)
  const readers = listDevices(db)
    .filter(({ revokedAt }) => revokedAt === null)
    .map((device): Reader => readerOf(db, device, own))
    .filter(({ device, aliases, clock }) => device.device.equals(own.device) || !isSilent(device, heardOf(db, aliases, clock), reached))
  const hasStrangers = strangersOf(db).some((heard) => msFromHlc(reached) - msFromHlc(heard) <= SILENT_MS)
  const organisation = new OrgScopes(db)
  const byScope = new Map<Scope, readonly Reader[]>()
  const readersOf = (scope: Scope): readonly Reader[] => {
    let found = byScope.get(scope)
    if (!found) byScope.set(scope, (found = readers.filter(({ device }) => organisation.allows(device.scopes, scope))))
    return found
  }
  return {
    reached,
    isStable: (scopes, h, alias) =>
      !hasStrangers &&
      scopes.every((scope) =>
        readersOf(scope).every(({ aliases, seen, clock, behind }) => aliases.has(alias) || (clock >= h && !behind.has(scope) && (seen.get(alias) ?? 0) >= h)),
      ),
  }
}

/** When copies were last heard of that never showed a certificate. */
function strangersOf(db: Database): number[] {
  return db
    .prepare<[], number>(
      `SELECT v.seen_hlc FROM sync_site s JOIN sync_vv v ON v.alias = s.alias
       WHERE s.device IS NULL AND s.nonce IS NULL AND s.site <> (SELECT firm_id FROM workspace) AND v.seen_hlc > 0`,
    )
    .pluck()
    .all()
}

function readerOf(db: Database, device: KnownDevice, own: { readonly device: Buffer; readonly alias: number }): Reader {
  const aliases = new Set(db.prepare<[Buffer], number>('SELECT alias FROM sync_site WHERE device = ?').pluck().all(device.device))
  if (device.device.equals(own.device)) {
    for (const alias of db.prepare<[], number>('SELECT alias FROM sync_site WHERE nonce IS NOT NULL').pluck().all()) aliases.add(alias)
    const seen = new Map(db.prepare<[], [number, number]>('SELECT alias, seen_hlc FROM sync_vv').raw().all())
    return { device, aliases, seen, clock: ownClock(db), behind: new Set() }
  }
  const seen = new Map<number, number>()
  const lines = db.prepare<[number], [number, number]>('SELECT alias, hlc FROM sync_ack WHERE author = ?').raw()
  for (const alias of aliases) for (const [other, hlc] of lines.all(alias)) seen.set(other, Math.max(seen.get(other) ?? 0, hlc))
  const lacking = db
    .prepare<[number], string>(
      `SELECT p.scope FROM sync_claim p LEFT JOIN sync_chain c ON c.alias = p.alias AND c.scope = p.scope WHERE p.alias = ? AND coalesce(c.n, 0) < p.n`,
    )
    .pluck()
  const clock = Math.max(0, ...[...aliases].map((alias) => seen.get(alias) ?? 0))
  return { device, aliases, seen, clock, behind: new Set([...aliases].flatMap((alias) => lacking.all(alias))) }
}

/** One wrong clock does not move it. */
function reachedClock(db: Database): number {
  const clocks = db
    .prepare<[], number>(
      `SELECT max(max(coalesce(a.hlc, 0), coalesce(v.seen_hlc, 0))) FROM sync_site s LEFT JOIN sync_ack a ON a.author = s.alias AND a.alias = s.alias
       LEFT JOIN sync_vv v ON v.alias = s.alias WHERE s.device IS NOT NULL GROUP BY s.device`,
    )
    .pluck()
    .all()
  return [...clocks, ownClock(db)].sort((a, b) => b - a)[1] ?? 0
}

function ownClock(db: Database): number {
  return Number(db.prepare('SELECT last_hlc FROM sync_ctx').pluck().get())
}

function heardOf(db: Database, aliases: ReadonlySet<number>, clock: number): number {
  const seen = db.prepare<[number], number>('SELECT seen_hlc FROM sync_vv WHERE alias = ?').pluck()
  return Math.max(clock, ...[...aliases].map((alias) => seen.get(alias) ?? 0))
}

function isSilent(device: KnownDevice, clock: number, reached: number): boolean {
  // one that never said anything counts from when it was certified, which was at most so long before its certificate ends
  const last = clock > 0 ? clock : hlcFromMs(device.notAfter - DEVICE_LASTS)
  return msFromHlc(reached) - msFromHlc(last) > SILENT_MS
}
