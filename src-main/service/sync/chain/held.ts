import type { Database } from 'better-sqlite3'
import { keptStatement } from '../../db/kept-statement.ts'
import type { Envelope } from '../bundle/envelope.ts'
import type { HoldReason } from './check-bundle.ts'

/** A bundle that is kept and not merged, or not wholly. */
export interface HeldBundle {
  readonly seq: number
  readonly site: Buffer
  readonly scope: string
  readonly n: number
  readonly reason: HoldReason
  /** UTC ms. */
  readonly at: number
  readonly bytes: Buffer
}

/** Keeps a bundle with the reason; the same one again only changes the reason. */
export function hold(db: Database, { header, hash, bytes }: Envelope, reason: HoldReason, at: number): void {
  keptStatement(
    db,
    `INSERT INTO sync_hold (hash, site, scope, n, reason, at, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (hash) DO UPDATE SET reason = excluded.reason`,
  ).run(hash, Buffer.from(header.site, 'hex'), header.scope, header.n, reason, at, bytes)
}

/** Lets a bundle go that was merged after all. */
export function release(db: Database, hash: Buffer): void {
  keptStatement(db, 'DELETE FROM sync_hold WHERE hash = ?').run(hash)
}

/** Lets a bundle go that turned out to be merged already, but not one of which something was held back for want of a right. */
export function releaseKnown(db: Database, hash: Buffer): void {
  db.prepare("DELETE FROM sync_hold WHERE hash = ? AND reason <> 'right'").run(hash)
}

/** Gives the bundles that may have become good, in the order of their chains. Cost: they are all in memory. */
export function waitingBundles(db: Database): Buffer[] {
  return db
    .prepare<[], Buffer>("SELECT bytes FROM sync_hold WHERE reason IN ('gap', 'key', 'unknown-device', 'new') ORDER BY site, scope, n LIMIT 2000")
    .pluck()
    .all()
}

/** Gives some of the bundles that others brought and that nobody looked at yet, in the order of their chains. */
export function broughtBundles(db: Database): Buffer[] {
  return db.prepare<[], Buffer>("SELECT bytes FROM sync_hold WHERE reason = 'new' ORDER BY site, scope, n LIMIT 200").pluck().all()
}
