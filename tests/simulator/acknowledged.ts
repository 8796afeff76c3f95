import { ALIVE_COLUMN, syncTableByNumber } from '#service/db/registry.ts'
import type { Workspace } from '#service/db/workspace.ts'
import { ALIVE_BIT } from '#service/sync/engine/row-clocks.ts'

/** What a person was told is saved: one column of a row, or its being alive (slot 31), with the clock of the command. */
export interface Acknowledged {
  readonly table: number
  readonly id: Buffer
  readonly slot: number
  readonly value: unknown
  readonly hlc: number
  /** Whether the row was made anew, which takes the place of one in the bin. */
  readonly isInsert: boolean
}

/** Gives what the command just run wrote after a place in the outbox, as its capture says. */
export function acknowledgedSince({ db }: Pick<Workspace, 'db'>, after: number): Acknowledged[] {
  const hlc = Number(db.prepare('SELECT hlc FROM sync_ctx').pluck().get())
  const lines = [
    ...db.prepare<[number], [number, Buffer, number]>('SELECT tbl, id, -1 FROM sync_out WHERE seq > ?').raw().all(after),
    ...db.prepare<[number], [number, Buffer, number]>('SELECT tbl, id, mask FROM history WHERE hlc = ? AND seq > (SELECT sealed FROM sync_ctx)').raw().all(hlc),
  ]
  return lines.flatMap(([number, id, mask]): Acknowledged[] => {
    const table = syncTableByNumber(number)
    if (!table) return []
    const row = db.prepare<[Buffer], unknown[]>(`SELECT ${table.columns.join(', ')} FROM ${table.name} WHERE id = ?`).raw().get(id)
    const written: Acknowledged[] = []
    if (mask === -1 || (mask & ALIVE_BIT) !== 0) written.push({ table: number, id, slot: ALIVE_COLUMN, value: row !== undefined, hlc, isInsert: mask === -1 })
    for (const [slot, column] of table.columns.entries()) {
      if (!row || !(mask === -1 || (mask & (1 << slot)) !== 0) || table.quiet.includes(column)) continue
      written.push({ table: number, id, slot, value: row[slot], hlc, isInsert: mask === -1 })
    }
    return written
  })
}
