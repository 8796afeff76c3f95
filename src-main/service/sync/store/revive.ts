import type { Database, Statement } from 'better-sqlite3'
import { ALIVE_MASK, isIdColumn, type SyncTable } from '../../db/registry.ts'
import type { Id } from '../../db/schema.ts'
import { ALIVE, fillClocks, newRowClocks, writeExceptions } from '../engine/row-clocks.ts'
import { readTombBody, readTombClocks } from './tomb-body.ts'

interface StoredTomb {
  readonly h: number
  readonly s: number
  readonly body: Buffer
}

/** Brings deleted rows back within a command. */
export interface Reviver {
  /**
   * Brings one row back: its columns keep their clocks, only its being alive is written anew, so that edits which others made meanwhile
   * still merge column by column.
   *
   * Edge    false when the row is not in the bin. The outbox must be sealed before.
   */
  revive(table: SyncTable, id: Id): boolean
}

export function openReviver(db: Database): Reviver {
  const find = db.prepare<[number, Id], StoredTomb>('SELECT h, s, body FROM sync_tomb WHERE tbl = ? AND id = ? AND h > 0')
  const drop = db.prepare('DELETE FROM sync_tomb WHERE tbl = ? AND id = ?')
  // the stamp of a revived row is not 0, so that the insert trigger stays quiet; this line sets the clock of being alive
  const note = db.prepare(`INSERT INTO history (tbl, id, mask, old, hlc, site, command) SELECT ?, ?, ?, '{"31":0}', hlc, site, command FROM sync_ctx`)
  const inserts = new Map<SyncTable, Statement>()
  const clocks = newRowClocks()
  return {
    revive(table, id) {
      const tomb = find.get(table.number, id)
      if (!tomb) return false
      const body = readTombBody(table, tomb.body)
      readTombClocks(clocks, tomb, body)
      const insert = inserts.get(table) ?? prepareInsert(db, table)
      inserts.set(table, insert)
      insert.run(id, tomb.h, tomb.s, writeExceptions(clocks, table.columns.length, ALIVE), ...body.values)
      drop.run(table.number, id)
      note.run(table.number, id, ALIVE_MASK)
      return true
    },
  }
}

function prepareInsert(db: Database, { name, columns }: SyncTable): Statement {
  return db.prepare(`INSERT INTO ${name} (id, _h, _s, _c, ${columns.join(', ')}) VALUES (?, ?, ?, ?${', ?'.repeat(columns.length)})`)
}

/** Deleted rows that one command made and one command deleted: their clocks differ in nothing. */
interface Group {
  readonly h: number
  readonly s: number
  readonly bodyH: number
  readonly bodyS: number
}

/** From so many rows on, a group is worth a statement of its own. */
const GROUP_ROWS = 500
/** Rows that one statement brings back; between two the caller may give up. */
const BLOCK = 20_000

/**
 * Brings back all rows of a table whose ids stand in `list`, a table with a column `id` as its key. As `Reviver.revive`, but what was
 * made together and deleted together goes by one statement: half a million rows in seconds. Gives how many.
 */
export function reviveListed(db: Database, table: SyncTable, list: string, betweenBlocks: () => void): number {
  let revived = 0
  for (const group of largeGroups(db, table, list)) revived += reviveGroup(db, table, list, group, betweenBlocks)
  const reviver = openReviver(db)
  const left = db
    .prepare<[number], Buffer>(`SELECT b.id FROM ${list} b JOIN sync_tomb t ON t.tbl = ? AND t.id = b.id AND t.h > 0`)
    .pluck()
    .all(table.number)
  for (const [i, id] of left.entries()) {
    if (i % 5_000 === 0) betweenBlocks()
    if (reviver.revive(table, id)) revived++
  }
  return revived
}

function largeGroups(db: Database, { number }: SyncTable, list: string): Group[] {
  return db
    .prepare<[number, number], Group>(
      `SELECT t.h, t.s, ${inBody(0)} AS bodyH, ${inBody(1)} AS bodyS FROM ${list} b JOIN sync_tomb t ON t.tbl = ? AND t.id = b.id AND t.h > 0
       WHERE ${inBody(2)} IS NULL GROUP BY 1, 2, 3, 4 HAVING count(*) >= ?`,
    )
    .all(number, GROUP_ROWS)
}

function reviveGroup(db: Database, table: SyncTable, list: string, group: Group, betweenBlocks: () => void): number {
  const clocks = newRowClocks()
  fillClocks(clocks, group.bodyH, group.bodyS)
  clocks.h[ALIVE] = group.h
  clocks.s[ALIVE] = group.s
  const c = writeExceptions(clocks, table.columns.length, ALIVE)
  const values = table.columns.map((column, i) => (isIdColumn(column) ? `unhex(${inBody(3 + i)})` : inBody(3 + i)))
  const found = `sync_tomb AS t WHERE t.tbl = ${String(table.number)} AND t.h = @h AND t.s = @s
    AND ${inBody(0)} = @bodyH AND ${inBody(1)} = @bodyS AND ${inBody(2)} IS NULL
    AND t.id IN (SELECT id FROM ${list} WHERE id > @after AND id <= @last)`
  const insert = db.prepare(
    `INSERT INTO ${table.name} (id, _h, _s, _c, ${table.columns.join(', ')}) SELECT t.id, @h, @s, @c, ${values.join(', ')} FROM ${found}`,
  )
  const note = db.prepare(
    `INSERT INTO history (tbl, id, mask, old, hlc, site, command) SELECT t.tbl, t.id, ${String(ALIVE_MASK)}, '{"31":0}',
       (SELECT hlc FROM sync_ctx), (SELECT site FROM sync_ctx), (SELECT command FROM sync_ctx) FROM ${found}`,
  )
  const drop = db.prepare(`DELETE FROM ${found}`)
  const lastOf = db.prepare<[Buffer], Buffer | null>(`SELECT max(id) FROM (SELECT id FROM ${list} WHERE id > ? ORDER BY id LIMIT ${String(BLOCK)})`).pluck()
  let revived = 0
  let after: Buffer = Buffer.alloc(0)
  for (let last = lastOf.get(after); last; last = lastOf.get(after)) {
    const block = { ...group, after, last }
    revived += insert.run({ ...block, c }).changes
    note.run(block)
    drop.run(block)
    after = last
    betweenBlocks()
  }
  return revived
}

/** SQL of one element of a tomb's body. */
function inBody(element: number): string {
  return `json_extract(CAST(t.body AS TEXT), '$[${String(element)}]')`
}
