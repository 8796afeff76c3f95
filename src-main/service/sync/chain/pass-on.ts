import type { Database } from 'better-sqlite3'
import { ALIVE_MASK, syncTable, syncTableByNumber, type SyncTable, type SyncTableName } from '../../db/registry.ts'
import type { MergeNews } from '../store/row-merger.ts'
import { forwardRow, type RowName, withChildren } from './forward.ts'
import type { Scope } from '../identity/scope.ts'
import { ManagerScopes, ROUTING } from './row-scope.ts'

interface StatedRow extends RowName {
  isNews: boolean
}

/** What a row may have hanging on it that was here before. */
const PARENTS: ReadonlySet<SyncTableName> = new Set(['customer', 'customer_contact', 'opportunity', 'sales_order', 'activity'])

/**
 * Finds, in a copy that holds everything, which rows the bundles of one author did not bring to all who must have them: the author wrote without knowing
 * that a customer has changed hands, may not write to the other owner, or did not know what hangs on the customer here.
 *
 * Edge    only what is news here is passed on, so that copies which hold everything do not answer each other for ever.
 *         One for each run: `begin` when its records are about to be read, `end` when they are merged, `pass` when they are written.
 */
export class PassOn {
  readonly #db: Database
  readonly #scope: string
  readonly #rows = new Map<string, StatedRow>()
  readonly #moved: RowName[] = []
  readonly #appeared: RowName[] = []
  readonly news: MergeNews = {
    routing: ({ name, columns }) => (ROUTING[name] ?? []).reduce((mask, column) => mask | (1 << columns.indexOf(column)), 0),
    moved: (table, id) => void this.#moved.push({ table, id }),
    appeared: (table, id) => {
      if (PARENTS.has(table.name)) this.#appeared.push({ table, id })
    },
  }
  #last: StatedRow | undefined
  #from = { history: 0, command: 0 }
  #to = { history: 0, command: 0 }

  /** `scope` = that of the chain. */
  constructor(db: Database, scope: string) {
    this.#db = db
    this.#scope = scope
  }

  begin(): void {
    this.#forget()
    this.#from = this.#position()
  }

  stated(table: SyncTable, id: Buffer): void {
    this.#last = undefined
    if (table.scope === 'firm') return
    const key = keyOf(table, id)
    const row = this.#rows.get(key)
    this.#last = row ?? { table, id, isNews: false }
    if (!row) this.#rows.set(key, this.#last)
  }

  /** The row that was stated last was news. */
  brought(): void {
    if (this.#last) this.#last.isNews = true
  }

  end(): void {
    this.#to = this.#position()
  }

  /** Notes what is to be forwarded. `places` is shared with others of the same commit. */
  pass(places: RowPlaces): void {
    const isEnough = (key: string, row: RowName): boolean => places.of(key, row).every((scope) => scope === this.#scope)
    const reachedAll = (row: RowName): boolean => {
      const key = keyOf(row.table, row.id)
      return this.#rows.has(key) && isEnough(key, row)
    }
    for (const [key, row] of this.#rows) if (row.isNews && !isEnough(key, row)) forwardRow(this.#db, row.table.name, row.id)
    const moved = [...this.#moved, ...this.#changedLinks()]
    if (moved.length > 0) for (const { table, id } of withChildren(this.#db, moved)) forwardRow(this.#db, table.name, id)
    const born = [...this.#appeared, ...this.#bornParents()]
    if (born.length > 0) for (const row of withChildren(this.#db, born)) if (!reachedAll(row)) forwardRow(this.#db, row.table.name, row.id)
    this.#forget()
  }

  /** Ids are pieces of payloads, which go with them. */
  #forget(): void {
    this.#rows.clear()
    this.#last = undefined
    this.#moved.length = this.#appeared.length = 0
  }

  #position(): { readonly history: number; readonly command: number } {
    const max = (table: string): number => Number(this.#db.prepare(`SELECT coalesce(max(seq), 0) FROM ${table}`).pluck().get())
    return { history: max('history'), command: max('command') }
  }

  /** Links that came back or went into the bin: a contact is for those whom a living one leads to. */
  #changedLinks(): RowName[] {
    const table = syncTable('customer_contact')
    return this.#db
      .prepare<[number, number, number, number], Buffer>('SELECT DISTINCT id FROM history NOT INDEXED WHERE seq > ? AND seq <= ? AND +tbl = ? AND (mask & ?) <> 0')
      .pluck()
      .all(this.#from.history, this.#to.history, table.number, ALIVE_MASK)
      .map((id) => ({ table, id }))
  }

  #bornParents(): RowName[] {
    const born = this.#db
      .prepare<[number, number], [number, Buffer]>('SELECT tbl, ids FROM sync_born WHERE command > ? AND command <= ?')
      .raw()
      .all(this.#from.command, this.#to.command)
    return born.flatMap(([number, ids]) => {
      const table = syncTableByNumber(number)
      if (!table || !PARENTS.has(table.name)) return []
      return Array.from({ length: ids.length / 16 }, (_, i) => ({ table, id: ids.subarray(i * 16, i * 16 + 16) }))
    })
  }
}

/** Where rows belong while nobody writes: each is looked up once. */
export class RowPlaces {
  readonly #scopes: ManagerScopes
  readonly #known = new Map<string, readonly Scope[]>()

  constructor(db: Database) {
    this.#scopes = new ManagerScopes(db)
  }

  /** `key` as of `keyOf`. */
  of(key: string, { table, id }: RowName): readonly Scope[] {
    let scopes = this.#known.get(key)
    if (!scopes) this.#known.set(key, (scopes = this.#scopes.of(table, id)))
    return scopes
  }
}

function keyOf(table: SyncTable, id: Buffer): string {
  return `${String(table.number)}/${id.toString('latin1')}`
}
