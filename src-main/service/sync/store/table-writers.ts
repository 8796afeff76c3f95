import type { Database } from 'better-sqlite3'
import type { SyncTable } from '../../db/registry.ts'
import { type LedgerTables, openLedgerTables } from './merge-ledger.ts'
import { TableWriter } from './table-writer.ts'

/** The writers of a connection, kept over several merges: preparing a statement costs as much as running it a hundred times. */
export class TableWriters {
  readonly ledger: LedgerTables
  readonly #db: Database
  readonly #keepsRows: boolean
  readonly #writers = new Map<SyncTable, TableWriter>()

  /** `keepsRows`: rows stay in memory until `flush`, which the caller then owes before each commit. */
  constructor(db: Database, { keepsRows = false }: { readonly keepsRows?: boolean } = {}) {
    this.#db = db
    this.ledger = openLedgerTables(db)
    this.#keepsRows = keepsRows
  }

  of(table: SyncTable): TableWriter {
    let writer = this.#writers.get(table)
    if (!writer) this.#writers.set(table, (writer = new TableWriter(this.#db, table, this.#keepsRows)))
    writer.begin()
    return writer
  }

  flush(): void {
    for (const writer of this.#writers.values()) writer.flush()
  }

  /** Forgets what is kept, written or not: after a rollback, or when somebody else has written. */
  forget(): void {
    for (const writer of this.#writers.values()) writer.forget()
    for (const appender of Object.values(this.ledger)) appender.forget()
  }
}
