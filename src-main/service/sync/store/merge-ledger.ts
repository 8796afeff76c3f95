import type { Database } from 'better-sqlite3'
import { keptStatement } from '../../db/kept-statement.ts'
import type { SyncTable } from '../../db/registry.ts'
import { ALIVE, lowestSlot, type RowClocks } from '../engine/row-clocks.ts'
import { Appender } from './appender.ts'
import { historyJson } from './history-json.ts'
import type { SqlValue } from './tomb-body.ts'

export interface Clock {
  readonly h: number
  readonly s: number
}

/** The side that prevailed and the one that did not. */
export interface Loss {
  readonly lost: Clock & { readonly value: SqlValue }
  readonly won: Clock & { readonly value: SqlValue }
}

/** Ids that are kept in one line of `sync_born`. */
const BORN_BLOCK = 50_000

/** The tables that a merge appends to, for all merges of a connection: preparing the statements costs as much as a hundred rows. */
export interface LedgerTables {
  readonly history: Appender
  /** Lost values: of writes that did not know of each other, and those that another copy decided about. */
  readonly conflicts: Appender
  readonly decided: Appender
}

export function openLedgerTables(db: Database): LedgerTables {
  const lost = (): Appender => new Appender(db, 'sync_lost', ['tbl', 'id', 'col', 'value', 'h', 's', 'won_value', 'won_h', 'won_s', 'seen_at'])
  return {
    history: new Appender(db, 'history', ['tbl', 'id', 'mask', 'old', 'hlc', 'site', 'command']),
    conflicts: lost(),
    decided: lost(),
  }
}

/** What a merge leaves besides the rows: history of what it replaced, the rows that it brought, the values that were lost. */
export class MergeLedger {
  readonly #db: Database
  readonly #command: number
  readonly #seenAt: number
  readonly #tables: LedgerTables
  readonly #born = new Map<number, Buffer[]>()

  constructor(db: Database, tables: LedgerTables, command: number, seenAt: number) {
    this.#db = db
    this.#command = command
    this.#seenAt = seenAt
    this.#tables = tables
  }

  /**
   * Notes what columns held before: one line per author of the new values, dated by the newest of them; a column that was
   * written at another time stands with its own clock under `at`.
   */
  noteReplaced(table: SyncTable, id: Buffer, mask: number, old: readonly SqlValue[], clocks: RowClocks): void {
    let left = mask
    while (left !== 0) {
      const author = clocks.s[lowestSlot(left)] ?? 0
      let group = 0
      let newest = 0
      for (let rest = left; rest !== 0; rest &= rest - 1) {
        const slot = lowestSlot(rest)
        if (clocks.s[slot] !== author) continue
        group |= 1 << slot
        newest = Math.max(newest, clocks.h[slot] ?? 0)
      }
      left &= ~group
      const at = otherTimes(clocks, group, newest)
      const json = historyJson(table, group, old)
      this.#tables.history.add(table.number, id, group, at === '' ? json : `${json.slice(0, -1)},"at":{${at}}}`, newest, author, this.#command)
    }
  }

  /** Notes that a row went into the bin or came back. */
  noteAlive(table: SyncTable, id: Buffer, wasAlive: boolean, clock: Clock): void {
    this.#tables.history.add(table.number, id, 2 ** ALIVE, wasAlive ? '{"31":1}' : '{"31":0}', clock.h, clock.s, this.#command)
  }

  /** Notes a row that was not here before. */
  noteBorn(table: SyncTable, id: Buffer): void {
    const ids = this.#born.get(table.number)
    if (!ids) this.#born.set(table.number, [id])
    else if (ids.push(id) === BORN_BLOCK) this.#flush(table.number, ids)
  }

  /** Puts a value on the lost list, where the same two writes stand once however often they meet. `how` = as in `LedgerTables`. */
  noteLost(table: SyncTable, id: Buffer, column: number, { lost, won }: Loss, how: 'conflicts' | 'decided'): void {
    this.#tables[how].add(table.number, id, column, lost.value, lost.h, lost.s, won.value, won.h, won.s, this.#seenAt)
  }

  /** Writes what is still held back; gives how many values came onto the lost list, and how many of them by conflicts. */
  finish(): { readonly conflicts: number; readonly lost: number } {
    this.#tables.history.finish()
    const conflicts = this.#tables.conflicts.finish()
    const decided = this.#tables.decided.finish()
    for (const [table, ids] of this.#born) this.#flush(table, ids)
    return { conflicts, lost: conflicts + decided }
  }

  #flush(table: number, ids: Buffer[]): void {
    if (ids.length === 0) return
    keptStatement(this.#db, 'INSERT INTO sync_born (command, tbl, ids) VALUES (?, ?, ?)').run(this.#command, table, Buffer.concat(ids))
    ids.length = 0
  }
}

function otherTimes(clocks: RowClocks, group: number, newest: number): string {
  const parts: string[] = []
  for (let left = group; left !== 0; left &= left - 1) {
    const slot = lowestSlot(left)
    const h = clocks.h[slot] ?? 0
    if (h !== newest) parts.push(`"${String(slot)}":${String(h)}`)
  }
  return parts.join(',')
}
