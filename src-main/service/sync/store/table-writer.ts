import type { Database, Statement } from 'better-sqlite3'
import { ALIVE_COLUMN, isIdColumn, type SyncTable } from '../../db/registry.ts'
import { ALIVE, type RowClocks, writeExceptions } from '../engine/row-clocks.ts'
import { type SqlValue, writeTombBody } from './tomb-body.ts'

type StoredRow = [h: number, s: number, c: Buffer | null, ...SqlValue[]]
export interface StoredTomb {
  readonly h: number
  readonly s: number
  readonly body: Buffer
}

/** The statements with which a merge reads and writes one table of this copy; capture is off while it does. */
export class TableWriter {
  readonly table: SyncTable
  readonly #db: Database
  readonly #insert: Statement
  readonly #delete: Statement
  readonly #tomb: Statement<[Buffer], StoredTomb>
  readonly #dropTomb: Statement
  readonly #putTomb: Statement
  readonly #selects = new Map<number, Statement<[Buffer], StoredRow>>()
  readonly #updates = new Map<number, Statement>()
  readonly #anyTomb: Statement
  #hasTombs = true

  constructor(db: Database, table: SyncTable) {
    const columns = table.columns
    this.table = table
    this.#db = db
    this.#insert = db.prepare(
      `INSERT INTO ${table.name} (id, _h, _s, _c, ${columns.join(', ')}) VALUES (?, ?, ?, ?${', ?'.repeat(columns.length)}) ON CONFLICT (id) DO NOTHING`,
    )
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

  /** Gives the stamps and the columns of a mask, these in ascending order. */
  select(id: Buffer, mask: number): StoredRow | undefined {
    let statement = this.#selects.get(mask)
    if (!statement) {
      const columns = this.#columnsOf(mask).map((column) => `, ${column}`)
      statement = this.#db.prepare<[Buffer], StoredRow>(`SELECT _h, _s, _c${columns.join('')} FROM ${this.table.name} WHERE id = ?`).raw()
      this.#selects.set(mask, statement)
    }
    return statement.get(id)
  }

  tomb(id: Buffer): StoredTomb | undefined {
    return this.#hasTombs ? this.#tomb.get(id) : undefined
  }

  holds(id: Buffer): boolean {
    return this.select(id, 0) !== undefined || this.tomb(id) !== undefined
  }

  /** Inserts a living row; false when the id is there already. */
  insert(id: Buffer, clocks: RowClocks, values: readonly SqlValue[]): boolean {
    const { length } = this.table.columns
    const row = values.length === length ? values : values.slice(0, length)
    const c = writeExceptions(clocks, length, ALIVE)
    return this.#insert.run(id, clocks.h[ALIVE], clocks.s[ALIVE], c, ...row).changes === 1
  }

  /** Sets the columns of a mask (`values` by column number) and the stamps. */
  update(id: Buffer, mask: number, clocks: RowClocks, values: readonly SqlValue[]): void {
    let statement = this.#updates.get(mask)
    if (!statement) {
      const sets = this.#columnsOf(mask).map((column) => `${column} = ?, `)
      statement = this.#db.prepare(`UPDATE ${this.table.name} SET ${sets.join('')}_h = ?, _s = ?, _c = ? WHERE id = ?`)
      this.#updates.set(mask, statement)
    }
    const parameters: unknown[] = []
    const { length } = this.table.columns
    for (let column = 0; column < length; column++) if ((mask & (1 << column)) !== 0) parameters.push(values[column])
    statement.run(...parameters, clocks.h[ALIVE], clocks.s[ALIVE], writeExceptions(clocks, length, ALIVE), id)
  }

  /** Takes a living row away; what it held goes into the bin. */
  bury(id: Buffer, clocks: RowClocks, values: readonly SqlValue[]): void {
    this.#delete.run(id)
    this.writeTomb(id, clocks, values)
  }

  writeTomb(id: Buffer, clocks: RowClocks, values: readonly SqlValue[]): void {
    this.#putTomb.run(id, clocks.h[ALIVE], clocks.s[ALIVE], writeTombBody(this.table, clocks, values.slice(0, this.table.columns.length)))
    this.#hasTombs = true
  }

  /** Brings a row back from the bin. */
  revive(id: Buffer, clocks: RowClocks, values: readonly SqlValue[]): void {
    this.#dropTomb.run(id)
    if (!this.insert(id, clocks, values)) throw new Error('table-writer: a row is in its table and in the bin')
  }

  #columnsOf(mask: number): string[] {
    return this.table.columns.filter((_, column) => (mask & (1 << column)) !== 0)
  }
}

/** JSON of old values for `history.old`, by column number; `{"31":1}` for a row that was alive. */
export function historyJson(table: SyncTable, mask: number, values: readonly SqlValue[]): string {
  const parts: string[] = []
  for (let column = 0; column < ALIVE_COLUMN; column++) {
    if ((mask & (1 << column)) === 0) continue
    const value = values[column] ?? null
    const text = Buffer.isBuffer(value) && isIdColumn(table.columns[column] ?? '') ? value.toString('hex').toUpperCase() : value
    parts.push(`"${String(column)}":${JSON.stringify(text)}`)
  }
  return `{${parts.join(',')}}`
}

/** The writers of a connection, kept over several merges: preparing a statement costs as much as running it a hundred times. */
export class TableWriters {
  readonly #db: Database
  readonly #writers = new Map<SyncTable, TableWriter>()

  constructor(db: Database) {
    this.#db = db
  }

  of(table: SyncTable): TableWriter {
    let writer = this.#writers.get(table)
    if (!writer) this.#writers.set(table, (writer = new TableWriter(this.#db, table)))
    writer.begin()
    return writer
  }
}
