import type { Database } from 'better-sqlite3'
import { SYNC_TABLES, type SyncTable } from '../../db/registry.ts'
import type { Workspace } from '../../db/workspace.ts'
import { msFromHlc } from '../engine/clock.ts'
import { ALIVE, newRowClocks, readStamps, type RowClocks, writeExceptions } from '../engine/row-clocks.ts'
import type { Identity } from '../identity/identity.ts'
import { ManagerScopes, type RowScopes, scopesOfRep } from './row-scope.ts'
import { type StableClocks, stableClocks } from './stable-clocks.ts'

export interface Compaction {
  /** Rows whose clocks take less room now. */
  readonly rows: number
  /** Deleted rows that were forgotten. */
  readonly forgotten: number
}

/** A deleted row can be brought back, and keeps what was written to it elsewhere, for so long after everybody has seen it go. */
const BIN_MS = 90 * 86_400_000

/**
 * Shortens what is kept about writes that everybody has seen: the columns that one person wrote share one clock again, and rows that were deleted long
 * ago are forgotten.
 *
 * No value changes, and nothing that may still come is decided otherwise: a write that is not stable is later than all that are. Clocks are only
 * raised to a later one of the same author, so that whoever folds his chain still states what is his.
 * Cost    one pass over the rows with several clocks and over the bin. Runs in the caller's transaction, after the seal.
 */
export function compact(workspace: Workspace, identity: Identity): Compaction {
  const { db, actor } = workspace
  const alias = Number(db.prepare('SELECT site FROM sync_ctx').pluck().get())
  const stable = stableClocks(db, { device: identity.deviceKey.device, alias })
  const scopes: RowScopes = actor.role === 'rep' ? scopesOfRep(actor.employeeId) : new ManagerScopes(db)
  let rows = 0
  let forgotten = 0
  for (const table of SYNC_TABLES) {
    rows += shareClocks(db, table, scopes, stable)
    forgotten += forgetDeleted(db, table, scopes, stable)
  }
  return { rows, forgotten }
}

const PAGE = 5_000

function shareClocks(db: Database, table: SyncTable, scopes: RowScopes, stable: StableClocks): number {
  const page = db
    .prepare<[Buffer], [Buffer, number, number, Buffer]>(`SELECT id, _h, _s, _c FROM ${table.name} WHERE id > ? AND _c IS NOT NULL AND _h > 0 ORDER BY id LIMIT ${String(PAGE)}`)
    .raw()
  const write = db.prepare(`UPDATE ${table.name} SET _h = ?, _s = ?, _c = ? WHERE id = ?`)
  const clocks = newRowClocks()
  let changed = 0
  for (let rows = page.all(Buffer.alloc(0)); rows.length > 0; rows = page.all(rows.at(-1)?.[0] ?? Buffer.alloc(0))) {
    for (const [id, h, s, c] of rows) {
      readStamps(clocks, h, s, c)
      if (!raiseToNewest(clocks, table.columns.length, (clock, alias) => stable.isStable(scopes.of(table, id), clock, alias))) continue
      write.run(clocks.h[ALIVE], clocks.s[ALIVE], writeExceptions(clocks, table.columns.length, ALIVE), id)
      changed++
    }
  }
  return changed
}

/** Sets the stable clocks of each author to his newest one in the row; false when nothing changes. */
function raiseToNewest({ h, s }: RowClocks, columns: number, isStable: (h: number, alias: number) => boolean): boolean {
  const slots = [...Array.from({ length: columns }, (_, column) => column), ALIVE]
  const newest = new Map<number, number>()
  for (const slot of slots) {
    const [clock, alias] = [h[slot] ?? 0, s[slot] ?? 0]
    if (clock > (newest.get(alias) ?? 0) && isStable(clock, alias)) newest.set(alias, clock)
  }
  let isChanged = false
  for (const slot of slots) {
    const clock = newest.get(s[slot] ?? 0)
    if (clock === undefined || (h[slot] ?? 0) >= clock) continue
    h[slot] = clock
    isChanged = true
  }
  return isChanged
}

function forgetDeleted(db: Database, table: SyncTable, scopes: RowScopes, stable: StableClocks): number {
  const forget = db.prepare('DELETE FROM sync_tomb WHERE tbl = ? AND id = ?')
  const old = db
    .prepare<[number], [Buffer, number, number]>('SELECT id, h, s FROM sync_tomb WHERE tbl = ? AND h > 0')
    .raw()
    .all(table.number)
    .filter(([id, h, s]) => msFromHlc(stable.reached) - msFromHlc(h) > BIN_MS && stable.isStable(scopes.of(table, id), h, s))
  for (const [id] of old) forget.run(table.number, id)
  return old.length
}
