import type { Workspace } from '../../db/workspace.ts'

type Database = Workspace['db']
type Totals = Readonly<Record<string, number>>

interface Memory {
  revision: string
  hitsOf: string
  hits: number
  readonly totals: Map<string, Totals>
}

/** What was found out for the present contents of a database; forgotten with its handle. */
const memories = new WeakMap<Database, Memory>()

/** Enough for every list that is open at once; each entry is a few numbers. */
const MAX_TOTALS = 200

/** Every write of this connection moves the first number, every commit of another one the second. */
function revisionOf(db: Database): string {
  return `${String(db.prepare('SELECT total_changes()').pluck().get())}:${String(db.pragma('data_version', { simple: true }))}`
}

function memoryOf(db: Database): Memory {
  const revision = revisionOf(db)
  let memory = memories.get(db)
  if (memory === undefined) memories.set(db, (memory = { revision, hitsOf: '', hits: 0, totals: new Map() }))
  if (memory.revision !== revision) {
    memory.revision = revision
    memory.hitsOf = ''
    memory.totals.clear()
  }
  return memory
}

/**
 * Puts the ids that a search finds into the temporary table `list_hit`, unless they are there already; gives their number.
 *
 * Cost  one search per typed text, however many windows of its list are read.
 */
export function findHits(db: Database, search: { readonly sql: string; readonly parameters: readonly unknown[] }): number {
  const memory = memoryOf(db)
  const key = JSON.stringify([search.sql, search.parameters])
  if (memory.hitsOf === key) return memory.hits
  db.exec('CREATE TEMP TABLE IF NOT EXISTS list_hit (id BLOB NOT NULL PRIMARY KEY) WITHOUT ROWID; DELETE FROM temp.list_hit;')
  const { changes } = db.prepare(`INSERT INTO temp.list_hit (id) ${search.sql}`).run(...search.parameters)
  memory.hitsOf = key
  memory.hits = changes
  memory.revision = revisionOf(db)
  return changes
}

/** Gives totals from memory while nothing was written, else by `compute`. */
export function rememberTotals(db: Database, key: string, compute: () => Totals): Totals {
  const { totals } = memoryOf(db)
  const known = totals.get(key)
  if (known) return known
  const fresh = compute()
  if (totals.size >= MAX_TOTALS) totals.clear()
  totals.set(key, fresh)
  return fresh
}
