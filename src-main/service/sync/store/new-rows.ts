import type { Database, Statement } from 'better-sqlite3'
import type { SyncTable } from '../../db/registry.ts'
import { statementOf } from './statements-by-mask.ts'
import type { SqlValue } from './tomb-body.ts'

/** Rows of one statement: more bring little more, and the rows of a short batch go one by one. */
const ROWS = 20

/** A row that was not met before: all its slots share one clock. */
export interface NewRow {
  readonly id: Buffer
  readonly h: number
  readonly s: number
  /** The columns of the batch's mask. */
  readonly values: readonly SqlValue[]
}

/** Rows that hold something in the same columns: most rows leave half of them empty, and each parameter costs. */
export interface NewRowBatch {
  readonly mask: number
  readonly rows: NewRow[]
}

/** Collects new rows of one table for statements that insert many at once: a fourth faster than one by one. */
export class NewRows {
  readonly #db: Database
  readonly #table: SyncTable
  readonly #inserts = new Map<number, Statement>()
  readonly #held = new Map<number, NewRowBatch>()

  constructor(db: Database, table: SyncTable) {
    this.#db = db
    this.#table = table
  }

  get isEmpty(): boolean {
    return this.#held.size === 0
  }

  /** Takes one row; gives a batch that is full now, for `insert`. */
  add(id: Buffer, h: number, s: number, values: readonly SqlValue[]): NewRowBatch | undefined {
    let mask = 0
    const filled: SqlValue[] = []
    for (let column = 0; column < values.length; column++) {
      const value = values[column]
      if (value === null || value === undefined) continue
      mask |= 1 << column
      filled.push(value)
    }
    let batch = this.#held.get(mask)
    if (batch === undefined) this.#held.set(mask, (batch = { mask, rows: [] }))
    if (batch.rows.push({ id, h, s, values: filled }) < ROWS) return undefined
    this.#held.delete(mask)
    return batch
  }

  /** Inserts a full batch; false when one of its rows is there already or does not fit: then none of them is inserted. */
  insert({ mask, rows }: NewRowBatch): boolean {
    const statement = statementOf(this.#inserts, mask, () => {
      const columns = ['id', '_h', '_s', ...this.#table.columns.filter((_, column) => (mask & (1 << column)) !== 0)]
      const row = `(${columns.map(() => '?').join(', ')})`
      return this.#db.prepare(`INSERT INTO ${this.#table.name} (${columns.join(', ')}) VALUES ${row}${`, ${row}`.repeat(ROWS - 1)}`)
    })
    const parameters: SqlValue[] = []
    for (const { id, h, s, values } of rows) {
      parameters.push(id, h, s)
      for (const value of values) parameters.push(value)
    }
    try {
      statement.run(parameters)
      return true
    } catch (cause) {
      // SQLite takes the whole statement back
      if (cause instanceof Error && 'code' in cause && String(cause.code).startsWith('SQLITE_CONSTRAINT')) return false
      throw cause
    }
  }

  /** Gives what is left in batches that are not full, and holds nothing more. */
  takeRest(): NewRowBatch[] {
    const rest = [...this.#held.values()]
    this.#held.clear()
    return rest
  }

  /** Forgets what is held, after a rollback. */
  forget(): void {
    this.#held.clear()
  }
}
