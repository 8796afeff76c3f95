import type { Database } from 'better-sqlite3'
import type { NewSite } from './identity/identity.ts'
import { seal } from './store/seal.ts'

/**
 * Makes this copy a site of its own, because another copy may be writing under the name that it has: its folder was copied, or it was put
 * back to an earlier state. What it wrote so far stays under the old name, up to its last clock; what the old name writes after that
 * is somebody else's, and flows in like anybody's.
 *
 * Shape   call it inside a transaction, before anything else is written.
 */
export function renewSite(db: Database, { site, nonce }: NewSite): void {
  seal(db)
  const { old, last } = db.prepare<[], { old: number; last: number }>('SELECT site AS old, last_hlc AS last FROM sync_ctx').get() ?? { old: 1, last: 0 }
  const alias = db.prepare('INSERT INTO sync_site (site, employee_id, nonce) SELECT ?, employee_id, ? FROM workspace').run(site, nonce).lastInsertRowid
  db.prepare('UPDATE sync_site SET own_until = ? WHERE alias = ?').run(last, old)
  db.prepare(
    `INSERT INTO sync_vv (alias, known_hlc, seen_hlc) VALUES (?, ?, ?)
     ON CONFLICT (alias) DO UPDATE SET known_hlc = excluded.known_hlc, seen_hlc = excluded.seen_hlc`,
  ).run(old, last, last)
  db.prepare('UPDATE sync_ctx SET site = ?').run(alias)
  db.prepare('UPDATE workspace SET site = ?').run(site)
}

/** Gives the alias under which this copy wrote at a clock. */
export function ownAliasAt(db: Database, hlc: number): number {
  const earlier = db.prepare<[number], number>('SELECT alias FROM sync_site WHERE own_until >= ? ORDER BY own_until LIMIT 1').pluck().get(hlc)
  return earlier ?? Number(db.prepare('SELECT site FROM sync_ctx').pluck().get())
}

/** Tells whether a write is one of this copy's own, also of those under an earlier name. */
export function isOwnWrite(db: Database, alias: number, hlc: number): boolean {
  return ownAliasAt(db, hlc) === alias
}
