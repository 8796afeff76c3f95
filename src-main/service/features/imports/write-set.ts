import type { Database, Statement } from 'better-sqlite3'
import type { SyncTableName } from '../../db/registry.ts'
import { ownCopy } from './own-copy.ts'

export type SqlValue = string | number | Buffer | null
export type Values = Record<string, SqlValue>

interface Update {
  readonly table: SyncTableName
  readonly id: Buffer
  readonly patch: Values
}

export interface Stamp {
  readonly now: number
  readonly by: Uint8Array
}

/**
 * What an import is going to write, gathered while the file is read, so that nothing is written before everything is checked.
 * Rows are written in the order in which they were gathered.
 */
export class WriteSet {
  readonly #inserts = new Map<SyncTableName, Map<string, { readonly id: Buffer; readonly values: Values }>>()
  readonly #updates = new Map<string, Update>()
  readonly #removals: { readonly table: SyncTableName; readonly id: Buffer }[] = []

  insert(table: SyncTableName, id: Buffer, values: Values): void {
    let rows = this.#inserts.get(table)
    if (rows === undefined) this.#inserts.set(table, (rows = new Map()))
    rows.set(id.toString('latin1'), { id, values: kept(values) })
  }

  /** Values of a row that is going to be inserted, to be completed; undefined for any other. */
  inserted(table: SyncTableName, id: Buffer): Values | undefined {
    return this.#inserts.get(table)?.get(id.toString('latin1'))?.values
  }

  /** Sets columns of a row that is in the database already. */
  update(table: SyncTableName, id: Buffer, patch: Values): void {
    const key = `${table} ${id.toString('latin1')}`
    this.#updates.set(key, { table, id, patch: { ...this.#updates.get(key)?.patch, ...kept(patch) } })
  }

  /** Deletes a row into the bin. */
  remove(table: SyncTableName, id: Buffer): void {
    this.#removals.push({ table, id })
  }

  /** Sets columns, whether the row is new or not. */
  set(table: SyncTableName, id: Buffer, patch: Values): void {
    const values = this.inserted(table, id)
    if (values === undefined) this.update(table, id, patch)
    else Object.assign(values, kept(patch))
  }

  /** Forgets a row again, whose line turned out to be wrong. */
  discard(table: SyncTableName, id: Buffer): void {
    this.#inserts.get(table)?.delete(id.toString('latin1'))
    this.#updates.delete(`${table} ${id.toString('latin1')}`)
  }

  get size(): number {
    return this.#updates.size + this.#removals.length + [...this.#inserts.values()].reduce((sum, rows) => sum + rows.size, 0)
  }

  /** Writes everything; gives the count of new rows by table. Runs inside the import's transaction. */
  apply(db: Database, stamp: Stamp): Map<SyncTableName, number> {
    const statements = new Map<string, Statement>()
    const prepared = (sql: string): Statement => {
      let statement = statements.get(sql)
      if (statement === undefined) statements.set(sql, (statement = db.prepare(sql)))
      return statement
    }
    for (const [table, rows] of this.#inserts) {
      for (const { id, values } of rows.values()) {
        const columns = Object.keys(values)
        prepared(
          `INSERT INTO ${table} (id, created_at, updated_at, created_by${columns.map((column) => `, ${column}`).join('')})
           VALUES (?, ?, ?, ?${', ?'.repeat(columns.length)})`,
        ).run(id, stamp.now, stamp.now, stamp.by, ...Object.values(values))
      }
    }
    for (const { table, id, patch } of this.#updates.values()) {
      const columns = Object.keys(patch)
      if (columns.length === 0) continue
      prepared(`UPDATE ${table} SET updated_at = ?${columns.map((column) => `, ${column} = ?`).join('')} WHERE id = ?`).run(
        stamp.now,
        ...Object.values(patch),
        id,
      )
    }
    for (const { table, id } of this.#removals) prepared(`DELETE FROM ${table} WHERE id = ?`).run(id)
    return new Map([...this.#inserts].filter(([, rows]) => rows.size > 0).map(([table, rows]) => [table, rows.size]))
  }
}

function kept(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([column, value]) => [column, typeof value === 'string' ? ownCopy(value) : value]))
}

/** The columns of a patch that differ from what the database holds. */
export function changedColumns(existing: Readonly<Record<string, unknown>>, patch: Values): Values {
  return Object.fromEntries(
    Object.entries(patch).filter(([column, value]) => {
      const old = existing[column]
      if (Buffer.isBuffer(value)) return !(old instanceof Uint8Array && value.equals(old))
      return old !== value
    }),
  )
}
