import type { Database } from 'better-sqlite3'
import type { NewSite } from './identity/identity.ts'
import { seal } from './store/seal.ts'

/**
 * Makes this copy a site of its own, because another copy may be writing under the name that it has: its folder was copied, or it was put
 * back to an earlier state. What it wrote so far stays under the old name, up to its last clock; what the old name writes after that
 * is somebody else's, and flows in like anybody's.
 *
 * Edge    what was not sealed yet is written under the new name: nobody knows whether the other copy still lives to send it. A copy without an identity
 *         seals it under the old one, as files that were read already may say.
 * Shape   call it inside a transaction, before anything else is written.
 */
export function renewSite(db: Database, site: NewSite): void {
  if (!site.nonce) {
    seal(db)
    takeNewSite(db, site, lastHlc(db))
    return
  }
  const old = Number(db.prepare('SELECT site FROM sync_ctx').pluck().get())
  const firstUnsealed = db.prepare<[], number | null>(`SELECT min(hlc) FROM (SELECT hlc FROM sync_out UNION ALL SELECT hlc FROM history NOT INDEXED WHERE ${UNSEALED})`).pluck().get()
  const alias = takeNewSite(db, site, typeof firstUnsealed === 'number' ? firstUnsealed - 1 : lastHlc(db))
  db.prepare(`UPDATE sync_tomb SET s = ? WHERE s = ? AND (tbl, id, h) IN (SELECT tbl, id, hlc FROM history NOT INDEXED WHERE ${UNSEALED})`).run(alias, old)
  db.prepare(`UPDATE history SET site = ? WHERE site = ? AND ${UNSEALED}`).run(alias, old)
}

const UNSEALED = 'seq > (SELECT sealed FROM sync_ctx)'

function lastHlc(db: Database): number {
  return Number(db.prepare('SELECT last_hlc FROM sync_ctx').pluck().get())
}

/** Takes a new name; `until` = the last clock under which the old one is ours. Gives the new alias. */
export function takeNewSite(db: Database, { site, nonce }: NewSite, until: number): number {
  const old = Number(db.prepare('SELECT site FROM sync_ctx').pluck().get())
  const alias = Number(db.prepare('INSERT INTO sync_site (site, employee_id, nonce) SELECT ?, employee_id, ? FROM workspace').run(site, nonce).lastInsertRowid)
  db.prepare('UPDATE sync_site SET own_until = ? WHERE alias = ?').run(until, old)
  db.prepare(
    `INSERT INTO sync_vv (alias, known_hlc, seen_hlc) VALUES (?, ?, ?)
     ON CONFLICT (alias) DO UPDATE SET known_hlc = excluded.known_hlc, seen_hlc = excluded.seen_hlc`,
  ).run(old, until, until)
  db.prepare('DELETE FROM sync_published').run()
  db.prepare('UPDATE sync_ctx SET site = ?').run(alias)
  db.prepare('UPDATE workspace SET site = ?').run(site)
  return alias
}

/** Gives the alias under which this copy wrote at a clock. */
export function ownAliasAt(db: Database, hlc: number): number {
  const earlier = db.prepare<[number], number>('SELECT alias FROM sync_site WHERE own_until >= ? ORDER BY own_until LIMIT 1').pluck().get(hlc)
  return earlier ?? Number(db.prepare('SELECT site FROM sync_ctx').pluck().get())
}
