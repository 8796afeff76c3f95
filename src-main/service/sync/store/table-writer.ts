import type { Database, Statement } from 'better-sqlite3'
import type { SyncTable } from '../../db/registry.ts'
import { ALIVE, ALIVE_BIT, fillClocks, newRowClocks, readStamps, type RowClocks, writeExceptions } from '../engine/row-clocks.ts'
import { NewRows } from './new-rows.ts'
import { statementOf } from './statements-by-mask.ts'
import { watchedColumns } from './watched-columns.ts'
import { readTombBody, readTombClocks, type SqlValue, writeTombBody } from './tomb-body.ts'

type StoredRow = [h: number, s: number, c: Buffer | null, ...SqlValue[]]
interface StoredTomb {
  readonly h: number
  readonly s: number
  readonly body: Buffer
}

/** What this copy holds of a row while a merge works on it. */
export interface HeldRow {
  readonly id: Buffer
  /** `unborn`: never met. */
  state: 'alive' | 'buried' | 'unborn'
  readonly clocks: RowClocks
  /** By column number; only columns that were asked for, unless the row is kept. */
  readonly values: SqlValue[]
  /** Columns, and bit 31 for the stamps, that the database does not have yet. */
  dirty: number
}

/** Rows that are kept at most; then they are written and forgotten. */
const KEPT_ROWS = 20_000
/** So many rows are kept on trial; when fewer than one in ten came again, keeping is given up. */
const TRIAL_ROWS = 12_000

/**
 * Reads and writes one table of this copy for merges; capture is off while they run.
 *
 * Rows may be kept between sources, so that a row which many copies edited is read and written once a commit: `flush` writes them.
 */
export class TableWriter {
  readonly table: SyncTable
  /** Rows that are about to be inserted: `forget` drops them, whoever adds to them inserts them. */
  readonly newRows: NewRows
  readonly #db: Database
  readonly #delete: Statement
  readonly #tomb: Statement<[Buffer], StoredTomb>
  readonly #dropTomb: Statement
  readonly #putTomb: Statement
  readonly #anyTomb: Statement
  readonly #selects = new Map<number, Statement<[Buffer], StoredRow>>()
  readonly #updates = new Map<number, Statement>()
  readonly #inserts = new Map<number, Statement>()
  readonly #kept = new Map<string, HeldRow>()
  readonly #all: number
  #watched: number | undefined
  #spare: HeldRow | undefined
  #keeps: boolean
  #hits = 0
  #misses = 0
  #hasTombs = true

  constructor(db: Database, table: SyncTable, keepsRows: boolean) {
    const columns = table.columns
    this.table = table
    this.newRows = new NewRows(db, table)
    this.#db = db
    this.#keeps = keepsRows
    this.#all = 2 ** columns.length - 1
    this.#delete = db.prepare(`DELETE FROM ${table.name} WHERE id = ?`)
    const number = String(table.number)
    this.#tomb = db.prepare<[Buffer], StoredTomb>(`SELECT h, s, body FROM sync_tomb WHERE tbl = ${number} AND id = ?`)
    this.#dropTomb = db.prepare(`DELETE FROM sync_tomb WHERE tbl = ${number} AND id = ?`)
    this.#putTomb = db.prepare(
      `INSERT INTO sync_tomb (tbl, id, h, s, body) VALUES (${number}, ?, ?, ?, ?)
       ON CONFLICT (tbl, id) DO UPDATE SET h = excluded.h, s = excluded.s, body = excluded.body`,
    )
    this.#anyTomb = db.prepare(`SELECT 1 FROM sync_tomb WHERE tbl = ${number} LIMIT 1`)
  }

  /** Looks whether the bin holds anything of this table; call it at the beginning of each merge. */
  begin(): void {
    this.#hasTombs = this.#anyTomb.get() !== undefined
  }

  /** Gives what is held of a row: columns of the mask, all of them when it may go into the bin. Good until the next call unless rows are kept. */
  hold(id: Buffer, mask: number): HeldRow {
    if (!this.#keeps) return this.#read((this.#spare ??= newHeldRow(id)), id, (mask & ALIVE_BIT) !== 0 ? this.#all : mask)
    const key = id.toString('latin1')
    const kept = this.#kept.get(key)
    if (kept) {
      this.#hits++
      return kept
    }
    this.#misses++
    if (this.#kept.size >= KEPT_ROWS || (this.#misses === TRIAL_ROWS && this.#hits * 10 < this.#misses)) {
      this.flush()
      this.#kept.clear()
      this.#keeps = this.#hits * 10 >= this.#misses
    }
    const row = this.#read(newHeldRow(id), id, this.#all)
    if (row.state === 'alive') this.#kept.set(key, row)
    return row
  }

  holds(id: Buffer): boolean {
    return this.#select(0).get(id) !== undefined || this.isBuried(id)
  }

  /** Whether a row is in the bin, also one of which only edits came so far. */
  isBuried(id: Buffer): boolean {
    return this.#hasTombs && this.#tomb.get(id) !== undefined
  }

  /** Inserts a row that is not in the bin; false when it is there already. */
  insertNew(id: Buffer, clocks: RowClocks, values: readonly SqlValue[]): boolean {
    return this.#insert(id, clocks, values)
  }

  /** Takes over the stamps and the columns of a mask of a living row. */
  save(row: HeldRow, mask: number): void {
    row.dirty |= mask | ALIVE_BIT
    if (!this.#keeps) this.#write(row)
  }

  /** Takes a living row away; what it held goes into the bin. */
  bury(row: HeldRow): void {
    this.#kept.delete(row.id.toString('latin1'))
    this.#delete.run(row.id)
    this.saveBuried(row)
  }

  saveBuried({ id, clocks, values }: HeldRow): void {
    this.#putTomb.run(id, clocks.h[ALIVE], clocks.s[ALIVE], writeTombBody(this.table, clocks, values))
    this.#hasTombs = true
  }

  /** Makes a row living that is in the bin or was never met. */
  revive({ id, clocks, values }: HeldRow): void {
    this.#dropTomb.run(id)
    if (!this.#insert(id, clocks, values)) throw new Error(`table-writer: a row of ${this.table.name} is in its table and in the bin`)
  }

  /** Writes what is kept, in key order. */
  flush(): void {
    const dirty = [...this.#kept].filter(([, row]) => row.dirty !== 0)
    for (const [, row] of dirty.sort(([a], [b]) => (a < b ? -1 : 1))) this.#write(row)
  }

  /** Forgets what is kept, written or not. */
  forget(): void {
    this.newRows.forget()
    this.#kept.clear()
  }

  #read(row: HeldRow, id: Buffer, mask: number): HeldRow {
    const held = row.id === id ? row : { ...row, id }
    held.dirty = 0
    const { length } = this.table.columns
    const found = this.#select(mask).get(id)
    if (found) {
      held.state = 'alive'
      readStamps(held.clocks, found[0], found[1], found[2])
      let at = 3
      for (let column = 0; at < found.length; column++) if ((mask & (1 << column)) !== 0) held.values[column] = found[at++] as SqlValue
      return held
    }
    const tomb = this.#hasTombs ? this.#tomb.get(id) : undefined
    if (!tomb) {
      held.state = 'unborn'
      fillClocks(held.clocks, 0, 0)
      for (let column = 0; column < length; column++) held.values[column] = null
      return held
    }
    const body = readTombBody(this.table, tomb.body)
    // a row of which only edits came so far lies in the bin with the clock 0
    held.state = tomb.h === 0 ? 'unborn' : 'buried'
    readTombClocks(held.clocks, tomb, body)
    for (const [column, value] of body.values.entries()) held.values[column] = value
    return held
  }

  /** Names only the columns that hold something: most rows leave half of them empty, and each parameter costs. */
  #insert(id: Buffer, clocks: RowClocks, values: readonly SqlValue[]): boolean {
    const { length } = this.table.columns
    const parameters: unknown[] = [id, clocks.h[ALIVE], clocks.s[ALIVE], writeExceptions(clocks, length, ALIVE)]
    let mask = 0
    for (let column = 0; column < length; column++) {
      const value = values[column]
      if (value === null || value === undefined) continue
      mask |= 1 << column
      parameters.push(value)
    }
    const statement = statementOf(this.#inserts, mask, () => {
      const columns = ['id', '_h', '_s', '_c', ...this.#columnsOf(mask)]
      return this.#db.prepare(`INSERT INTO ${this.table.name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (id) DO NOTHING`)
    })
    return statement.run(parameters).changes === 1
  }

  #write(row: HeldRow): void {
    if (row.dirty === 0) return
    const mask = this.#keeps ? this.#widen(row.dirty & ~ALIVE_BIT) : row.dirty & ~ALIVE_BIT
    const statement = statementOf(this.#updates, mask, () => {
      const sets = this.#columnsOf(mask).map((column) => `${column} = ?, `)
      return this.#db.prepare(`UPDATE ${this.table.name} SET ${sets.join('')}_h = ?, _s = ?, _c = ? WHERE id = ?`)
    })
    const { clocks, values, id } = row
    const { length } = this.table.columns
    const parameters: unknown[] = []
    for (let column = 0; column < length; column++) if ((mask & (1 << column)) !== 0) parameters.push(values[column])
    parameters.push(clocks.h[ALIVE], clocks.s[ALIVE], writeExceptions(clocks, length, ALIVE), id)
    statement.run(parameters)
    row.dirty = 0
  }

  /**
   * Few statements instead of one for each combination: of a kept row all values are at hand, so columns that nothing watches are written
   * along. Watched ones are not: that would touch their indexes and triggers.
   */
  #widen(mask: number): number {
    if ((mask & (mask - 1)) === 0) return mask
    this.#watched ??= watchedColumns(this.#db, this.table)
    return (mask & this.#watched) | (this.#all & ~this.#watched)
  }

  #select(mask: number): Statement<[Buffer], StoredRow> {
    return statementOf(this.#selects, mask, () => {
      const columns = this.#columnsOf(mask).map((column) => `, ${column}`)
      return this.#db.prepare<[Buffer], StoredRow>(`SELECT _h, _s, _c${columns.join('')} FROM ${this.table.name} WHERE id = ?`).raw()
    })
  }

  #columnsOf(mask: number): string[] {
    return this.table.columns.filter((_, column) => (mask & (1 << column)) !== 0)
  }
}

function newHeldRow(id: Buffer): HeldRow {
  return { id, state: 'unborn', clocks: newRowClocks(), values: [], dirty: 0 }
}
