import type { Database } from 'better-sqlite3'
import { holdsAll, type ScopeGrant } from '../identity/certificate.ts'
import { parseScope, repScope, type Scope, unitScope } from '../identity/scope.ts'

/** The units of a firm and who works in them, as this copy knows them. */
interface Organisation {
  readonly parentOf: ReadonlyMap<string, string | null>
  readonly unitOf: ReadonlyMap<string, string | null>
}

/** Tells, as the organisation stands here, which scopes a holder's scopes take in: a unit's the units below and the people in all of them. */
export class OrgScopes {
  readonly #db: Database
  #organisation: Organisation | undefined

  constructor(db: Database) {
    this.#db = db
  }

  /** Tells whether a unit's scope takes in another scope. */
  takesIn(outer: Scope, inner: Scope): boolean {
    const [top, below] = [parseScope(outer), parseScope(inner)]
    if (top?.kind !== 'unit' || !below || !('id' in below)) return outer === inner
    const { parentOf, unitOf } = this.#read()
    const id = below.id.toString('hex')
    let unit = below.kind === 'unit' ? id : (unitOf.get(id) ?? null)
    // a cycle in the units must not hang a merge
    for (let depth = 0; unit !== null && depth < 64; depth++) {
      if (unit === top.id.toString('hex')) return true
      unit = parentOf.get(unit) ?? null
    }
    return false
  }

  /** Tells whether a holder may read and write a scope. */
  allows(grant: ScopeGrant, scope: Scope): boolean {
    if (scope === 'control' || scope === 'firm' || holdsAll(grant)) return true
    return grant.some((held) => held === scope || this.takesIn(held as Scope, scope))
  }

  /** Gives every scope that a holder of single scopes is to have keys for. */
  expand(grant: readonly Scope[]): Scope[] {
    const scopes = new Set<Scope>(['firm', ...grant])
    if (grant.some((scope) => scope.startsWith('unit-'))) {
      for (const scope of this.all()) if (grant.some((held) => this.takesIn(held, scope))) scopes.add(scope)
    }
    return [...scopes]
  }

  /** Gives every scope of rows that there can be, as the organisation stands. */
  all(): Scope[] {
    const { parentOf, unitOf } = this.#read()
    const ids = (map: ReadonlyMap<string, unknown>): Buffer[] => [...map.keys()].map((id) => Buffer.from(id, 'hex'))
    return ['firm', 'whole', ...ids(parentOf).map(unitScope), ...ids(unitOf).map(repScope)]
  }

  #read(): Organisation {
    return (this.#organisation ??= {
      parentOf: this.#pairs('SELECT id, parent_id FROM org_unit'),
      unitOf: this.#pairs('SELECT id, org_unit_id FROM employee'),
    })
  }

  #pairs(sql: string): Map<string, string | null> {
    return new Map(this.#db.prepare<[], [Buffer, Buffer | null]>(sql).raw().all().map(([id, parent]) => [id.toString('hex'), parent?.toString('hex') ?? null]))
  }
}
