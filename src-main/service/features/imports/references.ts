import type { Database } from 'better-sqlite3'
import type { SyncTableName } from '../../db/registry.ts'
import { deletedOnPurpose } from './bin.ts'
import { ownCopy } from './own-copy.ts'
import { comparableName } from './parse/names.ts'

/** A record that rows refer to: one that is there, or one that this import will write. */
export interface Ref {
  readonly id: Buffer
}

export type NotFoundLookup = { readonly kind: 'ambiguous' | 'deleted' | 'unknown' }
export type Lookup = { readonly kind: 'found'; readonly ref: Ref } | NotFoundLookup

const UNKNOWN: Lookup = { kind: 'unknown' }
const AMBIGUOUS: Lookup = { kind: 'ambiguous' }
const DELETED: Lookup = { kind: 'deleted' }

/** Tables that rows may refer to, and the columns by which they do. */
const NAMED: Readonly<Partial<Record<SyncTableName, { readonly code: string | null; readonly name: string }>>> = {
  customer: { code: 'code', name: 'name' },
  product: { code: 'code', name: 'name' },
  employee: { code: 'code', name: 'name' },
  competitor: { code: null, name: 'name' },
  opportunity: { code: 'code', name: 'name' },
  product_category: { code: null, name: 'name' },
}

/**
 * Finds the records of one table by code, else by name; knows what lies in the bin, so that an order for a deleted customer is
 * refused and does not make a second one.
 *
 * Cost    loads codes and names of the whole table once: 50,000 customers in about 0.1 s.
 */
export class ReferenceIndex {
  readonly #byCode = new Map<string, Ref>()
  /** Null where several records have the name. */
  readonly #byName = new Map<string, Ref | null>()
  readonly #byComparable = new Map<string, Ref | null>()
  readonly #deletedCodes = new Set<string>()
  readonly #deletedNames = new Set<string>()

  constructor(db: Database, table: SyncTableName) {
    const columns = NAMED[table]
    if (columns === undefined) throw new Error(`ReferenceIndex: ${table} has no name`)
    const rows = db
      .prepare<[], { id: Buffer; code: string | null; name: string }>(
        `SELECT id, ${columns.code ?? 'NULL'} AS code, ${columns.name} AS name FROM ${table}`,
      )
      .all()
    for (const row of rows) this.add({ id: row.id }, row.code, row.name)
    for (const row of deletedOnPurpose(db, table, columns)) {
      if (row.code !== null) this.#deletedCodes.add(row.code)
      else if (row.name !== null) this.#deletedNames.add(comparableName(row.name))
    }
  }

  /** Makes a record findable that this import is going to write. */
  add(ref: Ref, newCode: string | null, newName: string): void {
    const code = newCode === null ? null : ownCopy(newCode)
    const name = ownCopy(newName)
    if (code !== null && code !== '') this.#byCode.set(code, ref)
    this.#byName.set(name, this.#byName.has(name) ? null : ref)
    const comparable = comparableName(name)
    this.#byComparable.set(comparable, this.#byComparable.has(comparable) ? null : ref)
  }

  byCode(code: string): Lookup {
    const ref = this.#byCode.get(code)
    if (ref !== undefined) return { kind: 'found', ref }
    return this.#deletedCodes.has(code) ? DELETED : UNKNOWN
  }

  /** The exact name first, then the name without case, width, spaces and punctuation. */
  byName(name: string): Lookup {
    const exact = this.#byName.get(name)
    if (exact !== undefined) return exact === null ? AMBIGUOUS : { kind: 'found', ref: exact }
    const comparable = comparableName(name)
    const similar = this.#byComparable.get(comparable)
    if (similar !== undefined) return similar === null ? AMBIGUOUS : { kind: 'found', ref: similar }
    return this.#deletedNames.has(comparable) ? DELETED : UNKNOWN
  }

  /** One cell that may hold either. */
  byEither(text: string): Lookup {
    const byCode = this.#byCode.get(text)
    return byCode === undefined ? this.byName(text) : { kind: 'found', ref: byCode }
  }
}

/** Finds org units by their path of names from the top (`华东/苏州`), or by a name that only one unit has. */
export class UnitIndex {
  readonly #byPath = new Map<string, Ref>()
  readonly #byName = new Map<string, Ref | null>()

  constructor(db: Database) {
    const rows = db.prepare<[], { id: Buffer; parent_id: Buffer | null; name: string }>('SELECT id, parent_id, name FROM org_unit').all()
    const byId = new Map(rows.map((row) => [row.id.toString('hex'), row]))
    for (const row of rows) {
      const names = [row.name]
      // A loop can come out of a merge of two moves; no tree is deeper than this.
      for (let parent = row.parent_id, depth = 0; parent !== null && depth < 20; depth += 1) {
        const found = byId.get(parent.toString('hex'))
        if (found === undefined) break
        names.unshift(found.name)
        parent = found.parent_id
      }
      this.add({ id: row.id }, names.join('/'))
    }
  }

  add(ref: Ref, path: string): void {
    this.#byPath.set(path, ref)
    const name = path.slice(path.lastIndexOf('/') + 1)
    this.#byName.set(name, this.#byName.has(name) ? null : ref)
  }

  /** Only the whole path counts. */
  atPath(path: string): Ref | undefined {
    return this.#byPath.get(path)
  }

  find(pathOrName: string): Lookup {
    const path = pathOrName.split('/').map((part) => part.trim()).filter((part) => part !== '').join('/')
    const byPath = this.#byPath.get(path)
    if (byPath !== undefined) return { kind: 'found', ref: byPath }
    const byName = this.#byName.get(path)
    if (byName === undefined) return UNKNOWN
    return byName === null ? AMBIGUOUS : { kind: 'found', ref: byName }
  }
}
