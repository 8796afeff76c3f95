import type { Database } from 'better-sqlite3'
import { keptStatement } from '../../db/kept-statement.ts'
import type { Id } from '../../db/schema.ts'

/** The sites that this copy knows, by the small local number (alias) that rows carry instead of the 16-byte site id. */
export interface Sites {
  /** Alias of this copy. */
  readonly own: number
  /** Gives the alias of a site; a new one when it is met for the first time. */
  aliasOf(site: Uint8Array): number
  /** Rank of each alias by site id (memcmp): the order that decides between equal clocks, the same in every copy. */
  ranks(): Int32Array
  /** Gives the alias of each alias of another copy, from its own list of sites. */
  translate(sites: readonly ForeignSite[]): Uint16Array
}

export interface ForeignSite {
  readonly alias: number
  readonly site: Buffer
  readonly employee_id: Buffer | null
}

/**
 * Reads the sites of an open copy.
 *
 * Edge    meeting a new site writes: call `aliasOf` and `translate` inside the transaction that uses the alias.
 */
export function openSites(db: Database): Sites {
  const own = Number(keptStatement(db, 'SELECT site FROM sync_ctx').pluck().get())
  const aliases = new Map<string, number>()
  for (const { alias, site } of readSites(db)) aliases.set(site.toString('latin1'), alias)
  // another reader of the same transaction may have met it meanwhile
  const insert = keptStatement<[Uint8Array, Id | null], number>(db, 'INSERT INTO sync_site (site, employee_id) VALUES (?, ?) ON CONFLICT (site) DO UPDATE SET site = excluded.site RETURNING alias')
    .pluck()
  const fillIn = keptStatement(db, 'UPDATE sync_site SET employee_id = ? WHERE alias = ? AND employee_id IS NULL')
  let ranks: Int32Array | undefined

  const meet = (site: Uint8Array, employee: Id | null): number => {
    const key = Buffer.from(site).toString('latin1')
    const known = aliases.get(key)
    if (known !== undefined) {
      if (employee) fillIn.run(employee, known)
      return known
    }
    const alias = insert.get(site, employee) ?? 0
    if (alias > 65_535) throw new Error('sites: more than 65,535 sites')
    aliases.set(key, alias)
    ranks = undefined
    return alias
  }
  return {
    own,
    aliasOf: (site) => meet(site, null),
    ranks() {
      ranks ??= rankSites(aliases)
      return ranks
    },
    translate(sites) {
      const table = new Uint16Array(Math.max(0, ...sites.map(({ alias }) => alias)) + 1)
      for (const { alias, site, employee_id: employee } of sites) table[alias] = meet(site, employee)
      return table
    },
  }
}

export function readSites(db: Database): ForeignSite[] {
  return keptStatement<[], ForeignSite>(db, 'SELECT alias, site, employee_id FROM sync_site').all()
}

/** latin1 text compares code unit by code unit, which is byte by byte. */
function rankSites(aliases: ReadonlyMap<string, number>): Int32Array {
  const ranks = new Int32Array(Math.max(...aliases.values()) + 1).fill(-1)
  const sorted = [...aliases].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [rank, [, alias]] of sorted.entries()) ranks[alias] = rank
  return ranks
}
