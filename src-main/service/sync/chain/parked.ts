import type { Database } from 'better-sqlite3'
import { syncTableByNumber } from '../../db/registry.ts'
import { readPayload } from '../bundle/payload-reader.ts'
import { ALIVE, ALIVE_BIT } from '../engine/row-clocks.ts'
import { openSites } from '../store/sites.ts'

/**
 * Keeps what the payload of a newer version states and this one does not know, per column with its clock, until this one is the newer version.
 *
 * Edge    call it only where the author's rights do not matter: what is parked is looked at again when it is known.
 */
export function parkUnknown(db: Database, payload: Buffer): void {
  const put = db.prepare(
    `INSERT INTO sync_parked (tbl, id, col, h, s, value) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (tbl, id, col) DO UPDATE SET
       h = excluded.h, s = excluded.s, value = excluded.value
     WHERE excluded.h > sync_parked.h OR (excluded.h = sync_parked.h AND
       (SELECT site FROM sync_site WHERE alias = excluded.s) > (SELECT site FROM sync_site WHERE alias = sync_parked.s))`,
  )
  const sites = openSites(db)
  readPayload(payload, (site) => sites.aliasOf(site), (tableNumber, { id, mask, isAlive, clocks, values }) => {
    const table = syncTableByNumber(tableNumber)
    const known = table ? (2 ** table.columns.length - 1 + ALIVE_BIT) >>> 0 : 0
    for (let slot = 0; slot <= ALIVE; slot++) {
      if ((mask & ~known & (1 << slot)) === 0) continue
      const value = slot === ALIVE ? (isAlive ? 1 : 0) : (values[slot] ?? null)
      put.run(tableNumber, id, slot, clocks.h[slot], clocks.s[slot], value)
    }
  })
}

/** What was parked of one row. */
export interface ParkedRow {
  readonly table: number
  readonly id: Buffer
  readonly slots: readonly { readonly slot: number; readonly h: number; readonly s: number; readonly value: string | number | Buffer | null }[]
}

interface Line {
  readonly tbl: number
  readonly id: Buffer
  readonly col: number
  readonly h: number
  readonly s: number
  readonly value: string | number | Buffer | null
}

/** Takes out what was parked and is known by now. */
export function takeKnownParked(db: Database): ParkedRow[] {
  const rows = new Map<string, { table: number; id: Buffer; slots: ParkedRow['slots'][number][] }>()
  for (const { tbl, id, col, h, s, value } of db.prepare<[], Line>('SELECT * FROM sync_parked ORDER BY tbl, id, col').all()) {
    const table = syncTableByNumber(tbl)
    if (!table || (col !== ALIVE && col >= table.columns.length)) continue
    const key = `${String(tbl)}/${id.toString('latin1')}`
    let row = rows.get(key)
    if (!row) rows.set(key, (row = { table: tbl, id, slots: [] }))
    row.slots.push({ slot: col, h, s, value })
  }
  const drop = db.prepare('DELETE FROM sync_parked WHERE tbl = ? AND id = ? AND col = ?')
  for (const { table, id, slots } of rows.values()) for (const { slot } of slots) drop.run(table, id, slot)
  return [...rows.values()]
}
