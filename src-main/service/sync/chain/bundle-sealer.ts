import type { Database } from 'better-sqlite3'
import { SCHEMA_VERSION } from '../../db/migrate.ts'
import type { SyncTable } from '../../db/registry.ts'
import { sealBundle } from '../bundle/envelope.ts'
import type { BundleHeader } from '../bundle/header.ts'
import { PayloadWriter } from '../bundle/payload-writer.ts'
import type { RowRecord } from '../engine/row-record.ts'
import { ALIVE } from '../engine/row-clocks.ts'
import type { Identity } from '../identity/identity.ts'
import type { Scope } from '../identity/scope.ts'
import { printStatements, type Statement } from '../identity/statement.ts'
import type { SqlValue } from '../store/tomb-body.ts'
import { ChainStore } from './chain-store.ts'
import type { Keys } from './keys.ts'

/** A bundle is closed at so many records or about so many bytes before packing. */
const MOST_RECORDS = 2_000
const MOST_BYTES = 2_000_000

interface OpenBundle {
  readonly payload: PayloadWriter
  born: number
  from: number
  to: number
}

export interface SealerSetting {
  readonly db: Database
  readonly identity: Identity
  readonly keys: Keys
}

/**
 * Packs records into numbered bundles of this site, one chain for each scope, and keeps them for others.
 *
 * Edge    runs in the caller's transaction, after which they are sealed for good; publish them only when it is durable.
 */
export class BundleSealer {
  readonly #setting: SealerSetting
  readonly #chains: ChainStore
  readonly #open = new Map<Scope, OpenBundle>()
  readonly #sites: (alias: number) => Buffer
  readonly #own: { readonly alias: number; readonly site: Buffer; readonly nonce: Buffer; readonly lastHlc: number }
  #kind: BundleHeader['kind'] = 'changes'
  #starts = new Map<Scope, number>()

  constructor(setting: SealerSetting) {
    const { db } = setting
    this.#setting = setting
    this.#chains = new ChainStore(db)
    const own = db
      .prepare<[], { alias: number; site: Buffer; nonce: Buffer | null; lastHlc: number }>(
        'SELECT s.alias, s.site, s.nonce, c.last_hlc AS lastHlc FROM sync_ctx c JOIN sync_site s ON s.alias = c.site',
      )
      .get()
    if (!own?.nonce) throw new Error('bundle-sealer: a site without a nonce')
    this.#own = { ...own, nonce: own.nonce }
    const sites = new Map(db.prepare<[], [number, Buffer]>('SELECT alias, site FROM sync_site').raw().all())
    this.#sites = (alias) => {
      const site = sites.get(alias)
      if (!site) throw new Error(`bundle-sealer: no site has the alias ${String(alias)}`)
      return site
    }
  }

  /**
   * Begins a fold: what is added to these scopes until `endFold` replaces everything before in their chains. A snapshot replaces also what others
   * have said there, as far as it is merged here.
   */
  beginFold(scopes: Iterable<Scope>, kind: 'fold' | 'snapshot'): void {
    this.finish()
    this.#kind = kind
    this.#starts = new Map([...scopes].map((scope) => [scope, this.#chains.head(this.#own.alias, scope).n + 1]))
  }

  endFold(): void {
    for (const scope of this.#starts.keys()) {
      const bundle = this.#open.get(scope) ?? this.#begin(scope)
      if (this.#kind === 'snapshot') bundle.to = Math.max(bundle.to, this.#own.lastHlc)
      this.#close(scope, bundle, this.#kind === 'snapshot' ? this.#headsOf(scope) : null)
    }
    this.#kind = 'changes'
    this.#starts = new Map()
  }

  /** Adds a record to the chain of a scope. Errors: throws when there is no key for it. */
  add(scope: Scope, table: SyncTable, record: RowRecord<SqlValue>): void {
    const bundle = this.#open.get(scope) ?? this.#begin(scope)
    bundle.payload.add(table.number, record)
    if (record.isNew) bundle.born++
    this.#widen(bundle, record)
    if (bundle.payload.count >= MOST_RECORDS || bundle.payload.approximateBytes >= MOST_BYTES) this.#close(scope, bundle)
  }

  /** Says something about devices and keys; an empty list only tells what was seen. `replacesAll`: a reader needs nothing that came before. */
  state(statements: readonly Statement[], replacesAll = false): void {
    const start = replacesAll ? this.#chains.head(this.#own.alias, 'control').n + 1 : null
    this.#seal('control', { kind: 'statements', count: statements.length, from: 0, to: this.#own.lastHlc, start, heads: this.#ownHeads() }, printStatements(statements))
  }

  /** Closes what is open. */
  finish(): void {
    for (const [scope, bundle] of this.#open) this.#close(scope, bundle)
  }

  #begin(scope: Scope): OpenBundle {
    const bundle = { payload: new PayloadWriter(this.#sites), born: 0, from: 0, to: 0 }
    this.#open.set(scope, bundle)
    return bundle
  }

  #widen(bundle: OpenBundle, { mask, clocks }: RowRecord): void {
    for (let slot = 0; slot <= ALIVE; slot++) {
      if ((mask & (1 << slot)) === 0 || clocks.s[slot] !== this.#own.alias) continue
      const h = clocks.h[slot] ?? 0
      if (h > bundle.to) bundle.to = h
      if (bundle.from === 0 || h < bundle.from) bundle.from = h
    }
  }

  #close(scope: Scope, { payload, born, from, to }: OpenBundle, heads: BundleHeader['heads'] = null): void {
    this.#open.delete(scope)
    const { count } = payload
    this.#seal(scope, { kind: this.#kind, count, from, to, start: this.#starts.get(scope) ?? null, heads }, payload.take(), born)
  }

  #seal(scope: Scope, what: Pick<BundleHeader, 'kind' | 'count' | 'from' | 'to' | 'start' | 'heads'>, payload: Buffer, born = 0): void {
    const { identity, keys } = this.#setting
    const { alias, site, nonce, lastHlc } = this.#own
    const head = this.#chains.head(alias, scope)
    const epoch = scope === 'control' ? 1 : keys.epoch
    const key = keys.keyring.keyOf(scope, epoch)
    if (!key) throw new Error(`bundle-sealer: no key for ${scope} in epoch ${String(epoch)}`)
    const n = head.n + 1
    const { bytes, hash } = sealBundle(
      {
        v: 1, firm: identity.firmTag.toString('hex'), device: identity.deviceKey.device.toString('hex'), nonce: nonce.toString('hex'), site: site.toString('hex'),
        scope, n, prev: head.hash?.toString('hex') ?? null, epoch, schema: SCHEMA_VERSION, seen: this.#seenSince(head.lastHlc), ...what,
      },
      payload, key, identity.deviceKey.signing,
    )
    this.#chains.keep({ alias, scope, n, hash, kind: what.kind, start: what.start, records: what.count, born, bytes })
    this.#chains.raise(alias, scope, { n, hash, start: what.start ?? head.start, lastHlc })
  }

  /** How far our own chains are: whoever has merged them knows all that we wrote before we had seen what this bundle says. */
  #ownHeads(): [string, Scope, number, string][] {
    const { alias, site } = this.#own
    return this.#setting.db
      .prepare<[number], [Scope, number, Buffer]>("SELECT scope, n, hash FROM sync_chain WHERE alias = ? AND scope <> 'control' ORDER BY scope")
      .raw()
      .all(alias)
      .map(([scope, n, hash]) => [site.toString('hex'), scope, n, hash.toString('hex')])
  }

  /** How far others' chains of a scope are merged here. */
  #headsOf(scope: Scope): [string, Scope, number, string][] {
    return this.#setting.db
      .prepare<[string, number], [Buffer, number, Buffer]>(
        'SELECT s.site, c.n, c.hash FROM sync_chain c JOIN sync_site s ON s.alias = c.alias WHERE c.scope = ? AND c.alias <> ? ORDER BY s.site',
      )
      .raw()
      .all(scope, this.#own.alias)
      .map(([site, n, hash]) => [site.toString('hex'), scope, n, hash.toString('hex')])
  }

  /** Up to which clocks we have seen others, where that changed since the chain's bundle before. */
  #seenSince(lastHlc: number): [string, number][] {
    return this.#setting.db
      .prepare<[number, number], [Buffer, number]>(
        'SELECT s.site, v.seen_hlc FROM sync_vv v JOIN sync_site s ON s.alias = v.alias WHERE v.raised_hlc > ? AND v.seen_hlc > 0 AND v.alias <> ? ORDER BY s.site',
      )
      .raw()
      .all(lastHlc, this.#own.alias)
      .map(([seen, hlc]) => [seen.toString('hex'), hlc])
  }
}
