import type { Database } from 'better-sqlite3'
import type { ModelResult } from '#shared/contract/analysis.contract.ts'
import { loadFacts } from './facts/load.ts'
import type { Facts } from './facts/load.ts'
import { refreshFacts } from './facts/refresh.ts'

/** What one connection keeps between two questions; anything but the facts is forgotten when the data change. */
export interface AnalysisMemory {
  readonly facts: Facts
  readonly results: Map<string, ModelResult>
  /** Lists that several questions need, by name: see `remembered`. */
  readonly lists: Map<string, unknown>
}

const MAX_RESULTS = 50

// One entry per open connection, which dies with it: passing the memory through every call would tie each caller to this cache.
const MEMORIES = new WeakMap<Database, AnalysisMemory & { readonly revision: string }>()

/**
 * Gives the up-to-date facts of a connection, and what was remembered since the data last changed.
 *
 * Cost    nothing when nothing changed; else the months that did. Rebuilding them writes, so another writer may be waited for.
 */
export function memoryOf(db: Database): AnalysisMemory {
  const known = MEMORIES.get(db)
  if (known?.revision === revisionOf(db)) return known
  refreshFacts(db)
  const revision = revisionOf(db)
  const memory = { facts: loadFacts(db, known?.facts), results: new Map<string, ModelResult>(), lists: new Map<string, unknown>(), revision }
  MEMORIES.set(db, memory)
  return memory
}

/** Changes whenever this or any other connection commits. */
function revisionOf(db: Database): string {
  return `${String(db.pragma('data_version', { simple: true }))}.${String(db.prepare('SELECT total_changes()').pluck().get())}`
}

/** Gives a list from memory, made once per revision of the data. */
export function remembered<T>(memory: AnalysisMemory, name: string, make: () => T): T {
  if (!memory.lists.has(name)) memory.lists.set(name, make())
  return memory.lists.get(name) as T
}

export function keepResult(memory: AnalysisMemory, key: string, result: ModelResult): void {
  const oldest = memory.results.keys().next()
  if (memory.results.size >= MAX_RESULTS && !oldest.done) memory.results.delete(oldest.value)
  memory.results.set(key, result)
}
