import type { Database } from 'better-sqlite3'
import { keptStatement } from '../../db/kept-statement.ts'
import type { Envelope } from '../bundle/envelope.ts'
import type { HoldReason } from './check-bundle.ts'

/** Of what nobody of the firm has vouched for, so many bytes are kept at most: the way it came by still has it. */
const STRANGE_BYTES = 256_000_000
const STRANGE: ReadonlySet<HoldReason> = new Set<HoldReason>(['unknown-device', 'certificate'])

/**
 * Keeps a bundle with the reason; the same one again only changes the reason.
 *
 * Edge    another firm's is not kept, nor what a stranger sends when there is much of it already.
 */
export function hold(db: Database, { header, hash, bytes }: Envelope, reason: HoldReason, at: number): void {
  if (reason === 'other-firm' || (STRANGE.has(reason) && strangeBytes(db) > STRANGE_BYTES)) return
  keptStatement(
    db,
    `INSERT INTO sync_hold (hash, site, scope, n, reason, at, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (hash) DO UPDATE SET reason = excluded.reason`,
  ).run(hash, Buffer.from(header.site, 'hex'), header.scope, header.n, reason, at, bytes)
}

function strangeBytes(db: Database): number {
  return keptStatement<[], number>(db, "SELECT total(length(bytes)) FROM sync_hold WHERE reason IN ('unknown-device', 'certificate')").pluck().get() ?? 0
}

/** Lets a bundle go that was merged after all. */
export function release(db: Database, hash: Buffer): void {
  keptStatement(db, 'DELETE FROM sync_hold WHERE hash = ?').run(hash)
}

/** Lets a bundle go that turned out to be merged already, but not one of which something was held back for want of a right. */
export function releaseKnown(db: Database, hash: Buffer): void {
  db.prepare("DELETE FROM sync_hold WHERE hash = ? AND reason <> 'right'").run(hash)
}

/** Bytes of held bundles that are looked at again at once. */
const MOST_BYTES = 64_000_000

/** Gives bundles that may have become good: those next in their chains first, as many as fit into memory. */
export function waitingBundles(db: Database): Buffer[] {
  return db
    .prepare<[number], Buffer>(
      `SELECT bytes FROM (
         SELECT h.bytes, sum(length(h.bytes)) OVER (ORDER BY max(0, h.n - coalesce(c.n, 0)), h.seq) AS total
         FROM sync_hold h LEFT JOIN sync_site s ON s.site = h.site LEFT JOIN sync_chain c ON c.alias = s.alias AND c.scope = h.scope
         WHERE h.reason IN ('gap', 'key', 'unknown-device', 'new', 'certificate'))
       WHERE total <= ?`,
    )
    .pluck()
    .all(MOST_BYTES)
}

/** Gives some of the bundles that others brought and that nobody looked at yet, in the order of their chains. */
export function broughtBundles(db: Database): Buffer[] {
  // sorted without the bytes, which may be much more than memory should hold
  const chosen = db.prepare<[], number>("SELECT seq FROM sync_hold WHERE reason = 'new' ORDER BY site, scope, n LIMIT 200").pluck().all()
  const bytes = db.prepare<[number], Buffer>('SELECT bytes FROM sync_hold WHERE seq = ?').pluck()
  return chosen.flatMap((seq) => bytes.get(seq) ?? [])
}
