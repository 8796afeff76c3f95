import type { Database } from 'better-sqlite3'
import { SYNC_TABLES, type SyncTable } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import { openEnvelope, readEnvelope } from '../bundle/envelope.ts'
import { readPayload } from '../bundle/payload-reader.ts'
import { ALIVE, type RowClocks } from '../engine/row-clocks.ts'
import { isScope } from '../identity/scope.ts'
import { seal } from '../store/seal.ts'
import { TableWriters } from '../store/table-writers.ts'
import { takeNewSite } from '../renew-site.ts'
import { ChainStore } from './chain-store.ts'
import { openKeys } from './keys.ts'
import { sealOutbox } from './seal-outbox.ts'

/**
 * Goes on under a new name after somebody else was found to have written under this copy's: it was put back to an earlier state, or cloned. What both
 * have up to the fork stays as it is; what was written here since then is stamped with the new name and sealed anew. What the other wrote comes as
 * anybody's.
 *
 * Shape   `seen` = up to which number own chains are the same on both sides, by scope; of the others only what was published over some way is taken for
 *         common. What is in bundles after that is said again under the new name.
 * Cost    one pass over the stamps of all rows; it happens once in the life of a copy.
 */
export function goOnUnderNewName(workspace: Workspace, seen: ReadonlyMap<string, number>): void {
  const { db } = workspace
  db.transaction(() => {
    // the clocks of what is not sealed go into the rows first: they are stamped anew with the others
    seal(db)
    const old = Number(db.prepare('SELECT site FROM sync_ctx').pluck().get())
    const common = commonNumbers(db, old, seen)
    const fork = forkClock(db, old, common)
    const own = takeNewSite(db, workspace.newSite(), fork)
    restamp(db, old, own, fork)
    cutChains(workspace, old, common)
    sealOutbox(workspace)
  }).immediate()
}

function commonNumbers(db: Database, old: number, seen: ReadonlyMap<string, number>): Map<string, number> {
  const chains = db
    .prepare<[number], [scope: string, n: number, published: number]>(
      'SELECT c.scope, c.n, coalesce((SELECT max(p.n) FROM sync_published p WHERE p.scope = c.scope), 0) FROM sync_chain c WHERE c.alias = ?',
    )
    .raw()
    .all(old)
  return new Map(chains.map(([scope, n, published]) => [scope, Math.min(seen.get(scope) ?? published, n)]))
}

/** The newest clock that the bundles both sides have were sealed with. */
function forkClock(db: Database, old: number, common: ReadonlyMap<string, number>): number {
  const chains = new ChainStore(db)
  let clock = 0
  for (const [scope, n] of common) {
    const bytes = chains.bytes(old, scope, n)
    const envelope = bytes && readEnvelope(bytes)
    if (envelope?.ok) clock = Math.max(clock, envelope.value.header.to)
  }
  return clock
}

function restamp(db: Database, old: number, own: number, fork: number): void {
  const capture = db.prepare('UPDATE sync_ctx SET capture = ?')
  capture.run(0)
  const writers = new TableWriters(db)
  for (const table of SYNC_TABLES) {
    const writer = writers.of(table)
    for (const id of rowsOf(db, table, old)) {
      const row = writer.hold(id, 2 ** table.columns.length - 1)
      if (row.state === 'unborn' || !takeOver(row.clocks, old, own, fork)) continue
      if (row.state === 'alive') writer.save(row, 0)
      else writer.saveBuried(row)
      db.prepare('INSERT OR IGNORE INTO sync_forward (tbl, id) VALUES (?, ?)').run(table.number, id)
    }
  }
  db.prepare('UPDATE history SET site = ? WHERE site = ? AND hlc > ?').run(own, old, fork)
  db.prepare('UPDATE sync_lost SET s = ? WHERE s = ? AND h > ?').run(own, old, fork)
  db.prepare('UPDATE sync_lost SET won_s = ? WHERE won_s = ? AND won_h > ?').run(own, old, fork)
  capture.run(1)
}

/** Rows that may hold a clock of a site. */
function rowsOf(db: Database, { name, number }: SyncTable, alias: number): Buffer[] {
  return db
    .prepare<[number, number], Buffer>(`SELECT id FROM ${name} WHERE _s = ? OR _c IS NOT NULL UNION ALL SELECT id FROM sync_tomb WHERE tbl = ?`)
    .pluck()
    .all(alias, number)
}

function takeOver({ h, s }: RowClocks, old: number, own: number, fork: number): boolean {
  let isChanged = false
  for (let slot = 0; slot <= ALIVE; slot++) {
    if (s[slot] !== old || (h[slot] ?? 0) <= fork) continue
    s[slot] = own
    isChanged = true
  }
  return isChanged
}

function cutChains(workspace: Workspace, old: number, common: ReadonlyMap<string, number>): void {
  const { db } = workspace
  const chains = new ChainStore(db)
  const drop = db.prepare('DELETE FROM sync_bundle WHERE alias = ? AND scope = ? AND n > ?')
  const forget = db.prepare('DELETE FROM sync_chain WHERE alias = ? AND scope = ?')
  for (const [scope, n] of common) {
    const head = chains.head(old, scope)
    if (n < head.n) forwardContents(workspace, old, scope, n)
    drop.run(old, scope, n)
    const hash = n === head.n ? head.hash : chains.hash(old, scope, n)
    if (n > 0 && hash) chains.raise(old, scope, { ...head, n, hash, start: Math.min(head.start, n) })
    else forget.run(old, scope)
  }
}

/** What was sealed after a number of a chain that is given up is to be said again, also what the restamping left as it was. */
function forwardContents({ db, identity }: Workspace, alias: number, scope: string, after: number): void {
  if (!identity || !isScope(scope) || scope === 'control') return
  const { keyring } = openKeys(db, identity)
  const bundles = db.prepare<[number, string, number], Buffer>('SELECT bytes FROM sync_bundle WHERE alias = ? AND scope = ? AND n > ?').pluck()
  const forward = db.prepare('INSERT OR IGNORE INTO sync_forward (tbl, id) VALUES (?, ?)')
  for (const bytes of bundles.all(alias, scope, after)) {
    const envelope = readEnvelope(bytes)
    const key = envelope.ok ? keyring.keyOf(scope, envelope.value.header.epoch) : null
    const payload = envelope.ok && key ? openEnvelope(envelope.value, key) : null
    if (payload?.ok) readPayload(payload.value, () => 0, (table, { id }) => void forward.run(table, id))
  }
}
