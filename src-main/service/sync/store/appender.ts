import type { Database, Statement } from 'better-sqlite3'
import type { SqlValue } from './tomb-body.ts'

/** Rows of one statement: the cost of running one is shared, and 50 x 11 values stay far below SQLite's limit. */
const ROWS = 50

/**
 * Appends rows to one table, many by one statement; a row that an index allows only once and that is there already is left out. What is held back is
 * written by `flush`, which the caller owes before anybody reads.
 */
export class Appender {
  readonly #single: Statement
  readonly #many: Statement
  readonly #width: number
  #held: SqlValue[] = []
  #written = 0

  constructor(db: Database, table: string, columns: readonly string[]) {
    const row = `(${columns.map(() => '?').join(', ')})`
    const insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${row}`
    this.#width = columns.length
    const unlessThere = ' ON CONFLICT DO NOTHING'
    this.#single = db.prepare(insert + unlessThere)
    this.#many = db.prepare(insert + `, ${row}`.repeat(ROWS - 1) + unlessThere)
  }

  /** Takes one row, its values in the order of the columns. */
  add(...row: SqlValue[]): void {
    const held = this.#held
    for (const value of row) held.push(value)
    if (held.length < ROWS * this.#width) return
    this.#written += this.#many.run(held).changes
    held.length = 0
  }

  flush(): void {
    for (let at = 0; at < this.#held.length; at += this.#width) this.#written += this.#single.run(this.#held.slice(at, at + this.#width)).changes
    this.#held.length = 0
  }

  /** Writes what is held back; gives how many rows were appended since the last time. */
  finish(): number {
    this.flush()
    const written = this.#written
    this.#written = 0
    return written
  }

  /** Forgets what is held back, after a rollback. */
  forget(): void {
    this.#held.length = 0
    this.#written = 0
  }
}
