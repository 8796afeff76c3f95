import type { Database, Statement } from 'better-sqlite3'
import { keptStatement } from '../../db/kept-statement.ts'

/** How far a chain is: of our own sealed, of others merged. */
export interface ChainHead {
  readonly n: number
  readonly hash: Buffer | null
  /** First bundle of its newest fold; 1 before there is one. */
  readonly start: number
  /** Own chains: our last clock when its newest bundle was sealed; others': their newest clock that came with it. */
  readonly lastHlc: number
}

export interface StoredBundle {
  readonly alias: number
  readonly scope: string
  readonly n: number
  readonly hash: Buffer
  readonly kind: string
  readonly start: number | null
  /** Of our own bundles: its records, and how many of them are new rows. */
  readonly records?: number
  readonly born?: number
  readonly bytes: Buffer
}

const NOTHING: ChainHead = { n: 0, hash: null, start: 1, lastHlc: 0 }

/** Chains of bundles by (alias of the site, scope), ours and those of others. */
export class ChainStore {
  readonly #head: Statement<[number, string], ChainHead>
  readonly #raise: Statement
  readonly #insert: Statement
  readonly #prune: Statement
  readonly #bytes: Statement<[number, string, number], Buffer>
  readonly #hash: Statement<[number, string, number], Buffer>

  constructor(db: Database) {
    this.#head = keptStatement(db, 'SELECT n, hash, start, last_hlc AS lastHlc FROM sync_chain WHERE alias = ? AND scope = ?')
    this.#raise = keptStatement(
      db,
      `INSERT INTO sync_chain (alias, scope, n, hash, start, last_hlc) VALUES (@alias, @scope, @n, @hash, @start, @lastHlc)
       ON CONFLICT (alias, scope) DO UPDATE SET n = excluded.n, hash = excluded.hash, start = excluded.start, last_hlc = excluded.last_hlc`,
    )
    this.#insert = keptStatement(
      db,
      `INSERT INTO sync_bundle (alias, scope, n, hash, kind, start, records, born, bytes)
       VALUES (@alias, @scope, @n, @hash, @kind, @start, @records, @born, @bytes) ON CONFLICT DO NOTHING`,
    )
    this.#prune = keptStatement(db, 'DELETE FROM sync_bundle WHERE alias = ? AND scope = ? AND n < ?')
    this.#bytes = keptStatement<[number, string, number], Buffer>(db, 'SELECT bytes FROM sync_bundle WHERE alias = ? AND scope = ? AND n = ?').pluck()
    this.#hash = keptStatement<[number, string, number], Buffer>(db, 'SELECT hash FROM sync_bundle WHERE alias = ? AND scope = ? AND n = ?').pluck()
  }

  head(alias: number, scope: string): ChainHead {
    return this.#head.get(alias, scope) ?? NOTHING
  }

  /** Sets how far a chain is. */
  raise(alias: number, scope: string, head: ChainHead): void {
    this.#raise.run({ alias, scope, ...head })
  }

  /** Keeps a bundle for others, and forgets those that a fold replaced with it. */
  keep(bundle: StoredBundle): void {
    this.#insert.run({ records: 0, born: 0, ...bundle })
  }

  /** Forgets the bundles of a chain before a number. */
  prune(alias: number, scope: string, before: number): void {
    this.#prune.run(alias, scope, before)
  }

  bytes(alias: number, scope: string, n: number): Buffer | null {
    return this.#bytes.get(alias, scope, n) ?? null
  }

  hash(alias: number, scope: string, n: number): Buffer | null {
    return this.#hash.get(alias, scope, n) ?? null
  }
}
