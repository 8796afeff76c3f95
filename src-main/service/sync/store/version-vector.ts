import type { Database } from 'better-sqlite3'
import { keptStatement } from '../../db/kept-statement.ts'
import { readSites } from './sites.ts'

/** What a copy knows of each site's writes, by alias of that copy. */
export interface VersionVector {
  /** Everything of that site up to here is in the copy. */
  readonly known: Float64Array
  /** The newest clock of that site that the copy met, itself or through others. */
  readonly seen: Float64Array
}

interface Line {
  readonly alias: number
  readonly known_hlc: number
  readonly seen_hlc: number
}

/** Reads a copy's vector; its own site is known and seen up to its last clock. */
export function readVersionVector(db: Database): VersionVector {
  const lines = keptStatement<[], Line>(db, 'SELECT alias, known_hlc, seen_hlc FROM sync_vv').all()
  const size = Number(keptStatement(db, 'SELECT max(alias) FROM sync_site').pluck().get() ?? 0) + 1
  const known = new Float64Array(size)
  const seen = new Float64Array(size)
  for (const line of lines) {
    known[line.alias] = line.known_hlc
    seen[line.alias] = line.seen_hlc
  }
  const own = keptStatement<[], { site: number; last_hlc: number }>(db, 'SELECT site, last_hlc FROM sync_ctx').get()
  if (own && own.site < size) known[own.site] = seen[own.site] = own.last_hlc
  return { known, seen }
}

/** Gives what is known of each site, by its id as latin1 text: for those who do not share our aliases. */
export function knownBySite(db: Database): ReadonlyMap<string, number> {
  const { known } = readVersionVector(db)
  return new Map(readSites(db).map(({ alias, site }) => [site.toString('latin1'), known[alias] ?? 0]))
}

/** Gives a vector of another copy in our aliases; sites that have no alias there are 0. */
export function translateVector(values: Float64Array, aliases: Uint16Array, size: number): Float64Array {
  const translated = new Float64Array(size)
  for (let alias = 0; alias < values.length; alias++) {
    const ours = aliases[alias] ?? 0
    if (ours !== 0) translated[ours] = Math.max(translated[ours] ?? 0, values[alias] ?? 0)
  }
  return translated
}

export interface RaisedLine {
  readonly alias: number
  readonly known: number
  readonly seen: number
  readonly acked: number
}

/** Raises our vector; a line never goes back. `at` = our own clock, by which it is told what others have not heard of yet. */
export function raiseVersionVector(db: Database, lines: readonly RaisedLine[], at: number): void {
  const raise = keptStatement(
    db,
    `INSERT INTO sync_vv (alias, known_hlc, seen_hlc, acked_hlc, raised_hlc) VALUES (?, ?, ?, ?, ?) ON CONFLICT (alias) DO UPDATE SET
       raised_hlc = iif(excluded.seen_hlc > seen_hlc, excluded.raised_hlc, raised_hlc),
       known_hlc = max(known_hlc, excluded.known_hlc), seen_hlc = max(seen_hlc, excluded.seen_hlc), acked_hlc = max(acked_hlc, excluded.acked_hlc)`,
  )
  for (const { alias, known, seen, acked } of lines) raise.run(alias, known, seen, acked, at)
}
