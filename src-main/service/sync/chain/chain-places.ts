import type { Database } from 'better-sqlite3'
import type { Envelope } from '../bundle/envelope.ts'
import { openSites, type Sites } from '../store/sites.ts'
import { ChainStore } from './chain-store.ts'

/** `next` it can be merged; `known` it was; `gap` one before it is missing; `fork` another bundle has its place; `own-ahead` we are its author and do not have it. */
export type Place = 'next' | 'known' | 'gap' | 'fork' | 'own-ahead'

/** Tells where bundles belong in their chains, as if those that were found to be next were merged already. */
export class ChainPlaces {
  readonly #chains: ChainStore
  readonly #sites: Sites
  readonly #heads = new Map<string, { readonly n: number; readonly hash: Buffer | null }>()

  /** Edge: meeting new sites writes; inside a transaction. */
  constructor(db: Database) {
    this.#chains = new ChainStore(db)
    this.#sites = openSites(db)
  }

  placeOf({ header, hash }: Envelope): Place {
    const alias = this.#sites.aliasOf(Buffer.from(header.site, 'hex'))
    const key = `${String(alias)}/${header.scope}`
    const head = this.#heads.get(key) ?? this.#chains.head(alias, header.scope)
    if (header.n <= head.n) {
      const held = header.n === head.n ? head.hash : this.#chains.hash(alias, header.scope, header.n)
      return held !== null && !held.equals(hash) ? 'fork' : 'known'
    }
    if (alias === this.#sites.own) return 'own-ahead'
    if (header.start !== header.n) {
      if (header.n > head.n + 1) return 'gap'
      if (header.prev !== (head.hash?.toString('hex') ?? null)) return 'fork'
    }
    this.#heads.set(key, { n: header.n, hash })
    return 'next'
  }

  /** What was taken for merged was not. */
  forget({ header }: Envelope): void {
    this.#heads.delete(`${String(this.#sites.aliasOf(Buffer.from(header.site, 'hex')))}/${header.scope}`)
  }
}
