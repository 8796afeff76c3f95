import type { Database } from 'better-sqlite3'
import { SYNC_TABLES, type SyncTable } from '../../db/registry.ts'
import type { Scope } from '../identity/scope.ts'
import type { Statement } from '../identity/statement.ts'
import type { BundleSealer } from './bundle-sealer.ts'
import { ChainStore } from './chain-store.ts'
import { listDevices } from './devices.ts'
import { announcedEpoch } from './keys.ts'
import { WholeRows } from './outbox-records.ts'
import type { RowScopes } from './row-scope.ts'

/** A chain is folded when it has more bundles than this since its last fold, and at least as many edits as rows: else there is little to save. */
export const MOST_BUNDLES = 64

export interface FoldSetting {
  /** Bundles after which a chain counts as long. */
  readonly foldAfter: number
  /** Alias of this copy. */
  readonly own: number
  /** A rep's copy says only what it wrote itself; null for the slots of a record that are its to say, all of them otherwise. */
  readonly ownSlots: ((record: Parameters<BundleSealer['add']>[2]) => number) | null
  readonly scopes: RowScopes
  readonly route: (scope: Scope) => Scope
  /** Everything that is known of devices and keys, for the chain of statements. */
  readonly statements: () => readonly Statement[]
  /** Whether this copy holds everything, and its folds count for what others have said too. */
  readonly isWhole: boolean
  /** Chains to fold although they are short. */
  readonly also: Iterable<Scope>
}

/**
 * Replaces own chains that have become long by the present state of their rows, so that what is kept and what a new reader fetches grows with the
 * rows and not with the edits.
 *
 * Edge    after the outbox was sealed. The bundles before are forgotten here; ways drop them when they hear of the fold.
 * Cost    one pass over all rows, at most once for each doubling of a chain.
 */
export function foldLongChains(db: Database, sealer: BundleSealer, setting: FoldSetting): void {
  const long = longChains(db, setting)
  if (long.has('control')) {
    long.delete('control')
    sealer.state(setting.statements(), true)
  }
  for (const scope of setting.also) long.add(scope)
  if (long.size > 0) {
    sealer.beginFold(long, setting.isWhole ? 'snapshot' : 'fold')
    for (const table of SYNC_TABLES) foldTable(db, table, sealer, long, setting)
    sealer.endFold()
  }
  forgetFolded(db, setting.own)
}

function longChains(db: Database, { own, foldAfter }: FoldSetting): Set<Scope> {
  return new Set(
    db
      .prepare<[number, number], Scope>(
        `SELECT b.scope FROM sync_bundle b JOIN sync_chain c ON c.alias = b.alias AND c.scope = b.scope WHERE b.alias = ? AND b.n >= c.start GROUP BY b.scope
         HAVING count(*) FILTER (WHERE b.start IS NULL) > ?
           AND total(b.records - b.born) FILTER (WHERE b.start IS NULL) >= total(b.records) FILTER (WHERE b.start IS NOT NULL) + total(b.born)`,
      )
      .pluck()
      .all(own, foldAfter),
  )
}

const PAGE = 5_000

function foldTable(db: Database, table: SyncTable, sealer: BundleSealer, long: ReadonlySet<Scope>, { own, ownSlots, scopes, route }: FoldSetting): void {
  const rows = new WholeRows(db)
  const ours = ownSlots === null ? '' : `AND (_s = ${String(own)} OR _c IS NOT NULL)`
  const pages = [
    db.prepare<[Buffer], Buffer>(`SELECT id FROM ${table.name} WHERE id > ? ${ours} ORDER BY id LIMIT ${String(PAGE)}`).pluck(),
    db.prepare<[Buffer], Buffer>(`SELECT id FROM sync_tomb WHERE tbl = ${String(table.number)} AND id > ? ORDER BY id LIMIT ${String(PAGE)}`).pluck(),
  ]
  for (const page of pages) {
    for (let ids = page.all(Buffer.alloc(0)); ids.length > 0; ids = page.all(ids.at(-1) ?? Buffer.alloc(0))) {
      for (const id of ids) {
        const record = rows.read(table, id)
        if (!record) continue
        if (ownSlots) record.mask = ownSlots(record)
        if (record.mask === 0) continue
        for (const scope of new Set(scopes.of(table, id).map(route))) if (long.has(scope)) sealer.add(scope, table, record)
      }
    }
  }
}

function forgetFolded(db: Database, own: number): void {
  const chains = new ChainStore(db)
  const starts = db.prepare<[number], [Scope, number]>('SELECT scope, start FROM sync_chain WHERE alias = ? AND start > 1').raw().all(own)
  for (const [scope, start] of starts) chains.prune(own, scope, start)
}

/** Gives everything an admin's copy knows of devices and keys and may say, any other copy its own certificate. */
export function allStatements(db: Database, self: { readonly device: Buffer; readonly isAdmin: boolean; readonly isWhole: boolean }): Statement[] {
  const devices = listDevices(db).filter(({ device }) => self.isAdmin || device.equals(self.device))
  const statements: Statement[] = devices.map(({ chain }) => ({ kind: 'certificate', chain: [...chain] }))
  if (!self.isAdmin) return statements
  for (const text of db.prepare<[], string>('SELECT DISTINCT statement FROM sync_grant').pluck().all()) statements.push(JSON.parse(text) as Statement)
  // the rest is for those who hold everything to say
  if (!self.isWhole) return statements
  for (const { device, revokedAt, goodUntil } of devices) {
    if (revokedAt === null) continue
    const heads = [...goodUntil].map(([key, n]): [string, Scope, number] => [key.slice(0, 32), key.slice(33) as Scope, n])
    statements.push({ kind: 'revoke', device: device.toString('hex'), heads })
  }
  return [...statements, { kind: 'epoch', ...announcedEpoch(db) }]
}
