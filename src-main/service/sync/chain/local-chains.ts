import type { Database } from 'better-sqlite3'
import type { LocalChain } from '../exchange/exchange.ts'

interface Row {
  readonly site: Buffer
  readonly scope: string
  readonly isOwn: number
  readonly merged: number
  readonly start: number
  readonly from: number | null
  readonly to: number | null
}

/**
 * Gives the chains that this copy knows.
 *
 * Shape   `from` to `to` are kept here without a hole: of a chain that was received in a fold, from its beginning on.
 */
export function localChains(db: Database): LocalChain[] {
  return db
    .prepare<[], Row>(
      `SELECT s.site, c.scope, c.alias = (SELECT site FROM sync_ctx) AS isOwn, c.n AS merged, c.start, min(b.n) AS "from", max(b.n) AS "to"
       FROM sync_chain c JOIN sync_site s ON s.alias = c.alias LEFT JOIN sync_bundle b ON b.alias = c.alias AND b.scope = c.scope
       GROUP BY c.alias, c.scope ORDER BY s.site, c.scope`,
    )
    .all()
    .map(({ site, scope, isOwn, merged, start, from, to }) => ({ site: site.toString('hex'), scope, isOwn: isOwn === 1, merged, start, from: from ?? 0, to: to ?? 0 }))
}

/** Gives a bundle that is kept here, null when it is not. */
export function storedBundle(db: Database, site: string, scope: string, n: number): Buffer | null {
  return (
    db
      .prepare<[Buffer, string, number], Buffer>('SELECT bytes FROM sync_bundle WHERE alias = (SELECT alias FROM sync_site WHERE site = ?) AND scope = ? AND n = ?')
      .pluck()
      .get(Buffer.from(site, 'hex'), scope, n) ?? null
  )
}

/** Gives up to which bundle of an own chain a way surely has ours; 0 when nobody looked. Edge: a copy that was put back has an old answer, and looks again. */
export function publishedUpTo(db: Database, way: string, scope: string): number {
  return db.prepare<[string, string], number>('SELECT n FROM sync_published WHERE way = ? AND scope = ?').pluck().get(way, scope) ?? 0
}

export function notePublished(db: Database, way: string, scope: string, n: number): void {
  db.prepare('INSERT INTO sync_published (way, scope, n) VALUES (?, ?, ?) ON CONFLICT (way, scope) DO UPDATE SET n = excluded.n').run(way, scope, n)
}
