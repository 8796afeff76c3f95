import type { Database, Statement } from 'better-sqlite3'
import { NotFound } from '../refusal.ts'
import type { SyncTableName } from './registry.ts'
import type { Id, Tables } from './schema.ts'

type Stamp = 'id' | 'created_at' | 'updated_at' | 'created_by' | '_h' | '_s' | '_c'
type NullableKeys<T> = { [K in keyof T]: null extends T[K] ? K : never }[keyof T]
type Body<T> = Omit<T, Stamp>
/** A new row: nullable columns may be left out. */
export type NewRow<T> = Omit<Body<T>, NullableKeys<Body<T>>> & Partial<Pick<Body<T>, NullableKeys<Body<T>>>>
export type RowPatch<T> = Partial<Body<T>>

/** Writes single rows inside a command; the capture triggers below it see every change. */
export interface Records {
  /** Inserts a row; gives its id, a new one unless `id` is given. */
  insert<T extends SyncTableName>(table: T, row: NewRow<Tables[T]>, id?: Id): Buffer
  /** Sets the given columns. Errors: `NotFound` when the row is not there. Edge: an empty patch writes nothing. */
  update<T extends SyncTableName>(table: T, id: Id, patch: RowPatch<Tables[T]>): void
  /** Deletes a row into the bin. Errors: `NotFound`. */
  remove(table: SyncTableName, id: Id): void
}

export function createRecords(db: Database, at: { readonly now: number; readonly by: Id | null; readonly newId: () => Buffer }): Records {
  const statements = new Map<string, Statement>()
  const prepared = (text: string): Statement => {
    let statement = statements.get(text)
    if (!statement) statements.set(text, (statement = db.prepare(text)))
    return statement
  }
  return {
    insert(table, row, id) {
      const key = id ? Buffer.from(id) : at.newId()
      const entries = Object.entries(row).filter(([, value]) => value !== undefined)
      const columns = entries.map(([column]) => column)
      const text = `INSERT INTO ${table} (id, created_at, updated_at, created_by${columns.map((c) => `, ${c}`).join('')})
        VALUES (?, ?, ?, ?${', ?'.repeat(columns.length)})`
      prepared(text).run(key, at.now, at.now, at.by, ...entries.map(([, value]) => value as unknown))
      return key
    },
    update(table, id, patch) {
      const entries = Object.entries(patch).filter(([, value]) => value !== undefined)
      if (entries.length === 0) return
      const text = `UPDATE ${table} SET updated_at = ?${entries.map(([column]) => `, ${column} = ?`).join('')} WHERE id = ?`
      const { changes } = prepared(text).run(at.now, ...entries.map(([, value]) => value as unknown), id)
      if (changes === 0) throw new NotFound(table)
    },
    remove(table, id) {
      if (prepared(`DELETE FROM ${table} WHERE id = ?`).run(id).changes === 0) throw new NotFound(table)
    },
  }
}
