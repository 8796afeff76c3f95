import type { Database } from 'better-sqlite3'
import { publishedUpTo } from '../../sync/chain/local-chains.ts'
import { publishedName, type StoredWay } from '../../sync/exchange/stored-ways.ts'
import { pendingTables } from '../../sync/store/pending.ts'

/** Gives how many of our own steps are later than a clock up to which others have us. */
export function unsentSteps(db: Database, known: number): number {
  return Number(db.prepare("SELECT count(*) FROM command WHERE hlc > ? AND kind <> 'sync.merged'").pluck().get(known))
}

/** Tells whether everything that is written here lies on one way at least that answered last time. */
export function isAllOnSomeWay(db: Database, ways: readonly StoredWay[]): boolean {
  if (pendingTables(db).length > 0 || db.prepare('SELECT 1 FROM sync_forward LIMIT 1').get() !== undefined) return false
  const good = ways.filter(({ problem, doneAt }) => problem === null && doneAt !== null)
  const chains = db.prepare<[], { scope: string; n: number }>('SELECT scope, n FROM sync_chain WHERE alias = (SELECT site FROM sync_ctx)').all()
  return good.length > 0 && chains.every(({ scope, n }) => good.some(({ seq }) => publishedUpTo(db, publishedName(seq), scope) >= n))
}
