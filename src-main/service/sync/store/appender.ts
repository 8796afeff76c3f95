import type { Database, Statement } from 'better-sqlite3'
import type { SqlValue } from './tomb-body.ts'

/** Rows of one statement: the cost of running one is shared, and 50 x 11 values stay far below SQLite's limit. */
const ROWS = 50

/** Appends rows to one table, many by one statement. What is held back is written by `flush`, which the caller owes before anybody reads. */
export class Appender {
  readonly #single: Statement
  readonly #many: Statement
  readonly #width: number
  #held: SqlValue[] = []

  constructor(db: Database, table: string, columns: readonly string[]) {
    const row = `(${columns.map(() => '?').join(', ')})`
    const insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${row}`
    this.#width = columns.length
    this.#single = db.prepare(insert)
    this.#many = db.prepare(`${insert}${`, ${row}`.repeat(ROWS - 1)}`)
  }

  /** Takes one row, its values in the order of the columns. */
  add(...row: SqlValue[]): void {
    const held = this.#held
    for (const value of row) held.push(value)
    if (held.length < ROWS * this.#width) return
    this.#many.run(held)
    held.length = 0
  }

  flush(): void {
    for (let at = 0; at < this.#held.length; at += this.#width) this.#single.run(this.#held.slice(at, at + this.#width))
    this.#held.length = 0
  }

  /** Forgets what is held back, after a rollback. */
  forget(): void {
    this.#held.length = 0
  }
}
